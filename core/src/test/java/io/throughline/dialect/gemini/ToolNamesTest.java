package io.throughline.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolNamesTest {
    @Test
    void leavesNamesThatAreTaken() {
        ToolNames names = new ToolNames();
        assertThat(names.of("get_weather.v1-2:x")).isEqualTo("get_weather.v1-2:x");
        assertThat(names.given()).isEmpty();
    }

    @Test
    void changesOthersTheSameWayEachTimeAndKeepsThemApart() {
        ToolNames names = new ToolNames();
        String first = names.of("a b");
        assertThat(names.of("a b")).isEqualTo(first);
        assertThat(names.of("a/b")).isNotEqualTo(first);
        assertThat(names.of("1".repeat(100))).hasSize(64).startsWith("_1");
        assertThat(names.of("")).startsWith("_");
        assertThat(names.given()).hasSize(4).containsEntry(first, "a b");
    }

    static String hash(String name) {
        String sent = new ToolNames().of(name);
        return sent.substring(sent.lastIndexOf('_') + 1);
    }
}
