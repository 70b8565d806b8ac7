package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Throughline;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers look into the beans they hold: that must not need a vendor's library that the application doesn't have. */
class OptionalLibrariesTest {
    @Test
    void theirAbsenceHindersNobodyToLookIn() throws Exception {
        URL[] path = {place(Agent.class), place(Throughline.class)};
        try (URLClassLoader alone = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> alone.loadClass("com.openai.client.OpenAIClient"))
                    .isInstanceOf(ClassNotFoundException.class);
            for (Class<?> type : List.of(Agent.class, Agent.Builder.class, ThroughlineSdk.class)) {
                Class<?> again = alone.loadClass(type.getName());
                assertThat(again).isNotSameAs(type);
                assertThat(again.getDeclaredMethods()).isNotEmpty();
                assertThat(again.getDeclaredConstructors()).isNotEmpty();
                assertThat(again.getDeclaredFields()).isNotEmpty();
            }
        }
    }

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
