package io.throughline.mark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Two bytes in eight are enough: each mark that looking at every place finds is found, wherever it stands and however it is spelt. */
class MarkScanTest {
    private static final String[] PIECES = {
        "words and more words",
        "\\n",
        "\\\"",
        "\\\\",
        "\\u00e9",
        "é",
        "Всякий",
        "测量，不“一”。",
        "❤️",
        "_throughline_trace",
        "1e0f00d",
        "\\ud83d\\ude00",
        "x",
        "\u2063",
        "\u200b\u200c",
        "\\u2063\\\\u2063",
        "a",
        "base64/+ffdd00",
        "  "
    };

    @Test
    void everyBlockIsFound() {
        Random random = new Random(1);
        for (int round = 0; round < 40_000; round++) {
            StringBuilder body = new StringBuilder();
            for (int piece = random.nextInt(4); piece >= 0; piece--) {
                body.append(PIECES[random.nextInt(PIECES.length)], 0, 1).append(PIECES[random.nextInt(PIECES.length)]);
                body.append("abcdefghijklmnop", 0, random.nextInt(16)).append(ours(random));
            }
            byte[] bytes = Edited.bytes(body.toString());
            BlockReader reader = new BlockReader(bytes);
            Set<Integer> wanted = new TreeSet<>();
            for (int at = 0; at < bytes.length; at++) {
                if ((bytes[at] == (byte) 0xE2 || Escapes.begin(bytes, at)) && reader.read(at, bytes.length)) {
                    wanted.add(at);
                }
            }
            for (String field : new String[] {ToolStamp.FIELD, "id", "x", "trace"}) {
                assertThat(found(bytes, field, round % 2 == 0))
                        .as(body.toString())
                        .containsAll(wanted);
            }
        }
    }

    @Test
    void everyBlockOfWhyOpsIsFound() {
        Random random = new Random(2);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder body = new StringBuilder(PIECES[random.nextInt(PIECES.length)]);
            body.append("abcdefghijklmnop", 0, random.nextInt(16)).append(spelt(random, 0x200B));
            for (int bit = random.nextInt(12); bit >= 0; bit--) {
                body.append(spelt(random, random.nextBoolean() ? 0x200C : 0x200D));
            }
            byte[] bytes = Edited.bytes(body + spelt(random, 0x200E));
            WhyOpsBlock reader = new WhyOpsBlock(bytes);
            Set<Integer> wanted = new TreeSet<>();
            for (int at = 0; at < bytes.length; at++) {
                if ((bytes[at] == (byte) 0xE2 || Escapes.begin(bytes, at)) && reader.read(at, bytes.length)) {
                    wanted.add(at);
                }
            }
            assertThat(found(bytes, ToolStamp.FIELD, true)).as(body.toString()).containsAll(wanted);
        }
    }

    @Test
    void everyStampIsFoundAndNothingElse() {
        Random random = new Random(3);
        for (int round = 0; round < 40_000; round++) {
            StringBuilder name = new StringBuilder();
            for (int letter = random.nextInt(30); letter >= 0; letter--) {
                name.append("abce_T.-9".charAt(random.nextInt(9)));
            }
            String field = round % 3 == 0 ? ToolStamp.FIELD : name.toString();
            StringBuilder body = new StringBuilder("{\"");
            for (int piece = random.nextInt(3); piece >= 0; piece--) {
                body.append("abc_throughline_trace_", 0, random.nextInt(22))
                        .append(field, 0, random.nextInt(field.length()));
            }
            body.append(random.nextBoolean() ? field : "").append('"');
            MarkScan scan = new MarkScan(Edited.bytes(body.toString()), pairs(field, false));
            assertThat(scan.hasStamps()).as("%s in %s", field, body).isEqualTo(body.indexOf(field) >= 0);
        }
    }

    private static Set<Integer> found(byte[] body, String field, boolean whyOps) {
        MarkScan scan = new MarkScan(body, pairs(field, whyOps));
        Set<Integer> found = new TreeSet<>();
        for (int i = 0; i < scan.blockCount(); i++) {
            assertThat(found.add(scan.block(i))).isTrue();
        }
        return found;
    }

    private static MarkPairs pairs(String field, boolean whyOps) {
        return new MarkPairs(field.getBytes(StandardCharsets.US_ASCII), whyOps);
    }

    private static String ours(Random random) {
        StringBuilder block = new StringBuilder(spelt(random, random.nextBoolean() ? 0x2063 : 0x2064));
        int low = random.nextInt(3) * 128;
        for (int left = BlockReader.LEAST + random.nextInt(4); left > 0; left--) {
            block.append(
                    spelt(random, Selectors.of(random.nextInt(256) < low ? random.nextInt(16) : random.nextInt(256))));
        }
        return block.toString();
    }

    private static String spelt(Random random, int codePoint) {
        String character = Character.toString(codePoint);
        if (random.nextBoolean()) {
            return character;
        }
        StringBuilder escaped = new StringBuilder();
        for (char unit : character.toCharArray()) {
            escaped.append(random.nextBoolean() ? "\\u%04x".formatted((int) unit) : "\\u%04X".formatted((int) unit));
        }
        return escaped.toString();
    }
}
