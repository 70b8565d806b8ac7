package io.throughline.sink.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;

class KeptJsonTest {
    private static final String LONG =
            "{\"text\":\"" + "Grüße 😀 from a conversation that was had before; ".repeat(4_000) + "\"}";

    @Test
    void givesBackWhatItWasGiven() throws Exception {
        for (String text :
                new String[] {"{}", LONG.substring(0, 1_023), LONG.substring(0, 1_024), LONG, noise(100_000)}) {
            byte[] json = text.getBytes(StandardCharsets.UTF_8);
            KeptJson kept = KeptJson.of(json);
            assertThat(kept.text()).isEqualTo(new String(json, StandardCharsets.UTF_8));
            assertThat(kept.kept().length).isLessThanOrEqualTo(json.length);
        }
    }

    @Test
    void packsWhatIsLong() {
        byte[] json = LONG.getBytes(StandardCharsets.UTF_8);
        assertThat(KeptJson.of(json).kept().length).isLessThan(json.length / 10);
    }

    @Test
    void bothLibrariesReadOneAnother() {
        byte[] json = LONG.getBytes(StandardCharsets.UTF_8);
        Lz4 inJava = new Lz4(LZ4Factory.safeInstance());
        assertThat(Lz4.fastest().unpacked(inJava.packed(json), json.length)).isEqualTo(json);
        assertThat(inJava.unpacked(Lz4.fastest().packed(json), json.length)).isEqualTo(json);
    }

    @Test
    void whatIsDamagedIsAnErrorOfItsOwn() {
        KeptJson whole = KeptJson.of(LONG.getBytes(StandardCharsets.UTF_8));
        byte[] cut = Arrays.copyOf(whole.kept(), whole.kept().length / 2);
        assertThatThrownBy(new KeptJson(whole.length(), whole.coding(), cut)::text)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("damaged");
        assertThatThrownBy(new KeptJson(whole.length() + 1, whole.coding(), whole.kept())::text)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("damaged");
        assertThatThrownBy(new KeptJson(whole.length(), 0, cut)::text).isInstanceOf(SQLException.class);
        assertThatThrownBy(new KeptJson(whole.length(), 7, whole.kept())::text)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("7");
    }

    private static String noise(int length) {
        return new Random(1)
                .ints(length, ' ', 0x3000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
