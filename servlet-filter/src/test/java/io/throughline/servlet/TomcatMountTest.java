package io.throughline.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import java.util.Map;
import org.apache.hc.core5.util.VersionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of every mount, on Tomcat. */
@Tag("servlet-6.1")
@Tag("httpclient-5.5")
class TomcatMountTest extends FilterMountContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return TomcatContainer.start(threads, contextPath, filters);
    }

    @Test
    void providersAreCalledByTheClientThatIsMeant() {
        String version = VersionInfo.loadVersionInfo(
                        "org.apache.hc.client5", getClass().getClassLoader())
                .getRelease();
        assertThat(version).startsWith(System.getProperty("httpclient.line", "5.6."));
    }
}
