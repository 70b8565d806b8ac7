package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** An embedded Tomcat, 10.1 or 11, whichever is on the class path. */
final class TomcatContainer implements Container {
    private final Tomcat tomcat;

    private TomcatContainer(Tomcat tomcat) {
        this.tomcat = tomcat;
    }

    static Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        Path work = Files.createTempDirectory("tomcat");
        work.toFile().deleteOnExit();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(work.toString());
        tomcat.setPort(0);
        tomcat.setSilent(true);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxThreads", Integer.toString(threads));
        tomcat.getConnector().setProperty("acceptCount", "4096");
        tomcat.getConnector().setProperty("connectionTimeout", Long.toString(IDLE.toMillis()));
        Context context = tomcat.addContext(contextPath, work.toString());
        filters.forEach((pattern, filter) -> {
            FilterDef def = new FilterDef();
            def.setFilterName("throughline" + pattern);
            def.setFilter(filter);
            def.setAsyncSupported("true");
            context.addFilterDef(def);
            FilterMap map = new FilterMap();
            map.setFilterName(def.getFilterName());
            map.addURLPattern(pattern);
            context.addFilterMap(map);
        });
        Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
        tomcat.start();
        return new TomcatContainer(tomcat);
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }
}
