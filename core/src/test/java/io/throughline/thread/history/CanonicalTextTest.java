package io.throughline.thread.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read eight bytes at a time is what one gets who reads each character by itself. */
class CanonicalTextTest {
    private static final long SEED = 42;
    private static final List<byte[]> STAMPS = List.of("_stamp".getBytes(StandardCharsets.US_ASCII));
    private static final String[] PIECES = {
        "words and more",
        "x",
        " ",
        "  ",
        "          ",
        "\n",
        "\t",
        "\r\n",
        "\"",
        "\\",
        "/",
        "{}[]:,",
        "\u007f",
        "\u0001",
        "é",
        "été où ",
        "Всякий кто ",
        "不一上中",
        "测量的，",
        "。、\u3000",
        "“”—…",
        "\u2063\uFE0F\uFE00\u2063",
        "\uDB40\uDD00\uDB40\uDDEF",
        "😀",
        "\u00a0",
        "\u00ad«»°",
        "\u034f",
        "\u061c\u0627\u061b",
        "\u2028",
        "ក្រុម\u17b4",
        "\u115f\u1160",
        "\u180b",
        "\ufeff",
        "\uffa0\u3164",
        "\ufffd",
        "one line of some length that has nothing in it at all. ",
        "\u0085"
    };

    private final Random random = new Random(7);

    @Test
    void everySpellingIsTheSameAsTheReference() throws MalformedException {
        for (int round = 0; round < 20_000; round++) {
            String text = text(round % 100 == 0 ? 400 : 12);
            byte[] wanted = canonical(text);
            for (int spelling = 0; spelling < 3; spelling++) {
                String before = "{".repeat(random.nextInt(16)) + '"';
                byte[] json = bytes(before + spelt(text, spelling) + '"' + "}".repeat(random.nextInt(40)));
                CanonicalText read = new CanonicalText(SEED);
                TextReader.string(json, before.length(), json.length, read);
                same(read, wanted, text);
            }
        }
    }

    @Test
    void piecesAreTheSameAsTheReference() {
        for (int round = 0; round < 10_000; round++) {
            String text = text(round % 100 == 0 ? 400 : 20);
            CanonicalText pieces = new CanonicalText(SEED);
            for (int at = 0; at < text.length(); ) {
                int left = text.codePointCount(at, text.length());
                int to = text.offsetByCodePoints(at, Math.min(1 + random.nextInt(40), left));
                TextReader.plain(text.substring(at, to), pieces);
                pieces = random.nextInt(20) == 0 ? pieces.copy() : pieces;
                at = to;
            }
            same(pieces, canonical(text), text);
        }
    }

    @Test
    void argumentsInAStringAreTheSameAsThoseWithoutTheirEscapes() throws MalformedException {
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] inner = value(3).getBytes(StandardCharsets.UTF_8);
            byte[] outer = outer(new String(inner, StandardCharsets.UTF_8), random.nextInt(4));
            if (round % 4 == 0) {
                outer[random.nextInt(outer.length)] =
                        (byte) "\"\\{}[],:u\u0000\n\u00e3\u0080".charAt(random.nextInt(13));
            }
            JsonCursor cursor = new JsonCursor(outer, 0, outer.length);
            long number;
            try {
                number = new NestedArguments(new CanonicalText(SEED), STAMPS).of(cursor);
            } catch (MalformedException e) {
                continue;
            }
            read++;
            Unescaped unescaped = new Unescaped();
            JsonCursor again = new JsonCursor(outer, 0, outer.length);
            int length = unescaped.read(again);
            assertThat(number)
                    .as(new String(outer, StandardCharsets.UTF_8))
                    .isEqualTo(new ArgumentsHash(SEED, STAMPS).ofText(unescaped.bytes(), length));
            assertThat(cursor.here()).isEqualTo(again.here());
        }
        assertThat(read).isGreaterThan(7_000);
    }

    @Test
    void bytesThatAreNoTextAreTheSameWhereverTheyStand() {
        byte[] likely = bytes("\"\\u0aE2F 不\u2063\uFE0F\uDB40\uDD00é\n");
        for (int round = 0; round < 40_000; round++) {
            byte[] some = new byte[random.nextInt(60)];
            for (int at = 0; at < some.length; at++) {
                some[at] = random.nextInt(8) == 0 ? (byte) random.nextInt() : likely[random.nextInt(likely.length)];
            }
            long number = number(some, 0, 0);
            assertThat(number(some, random.nextInt(20), random.nextInt(30)))
                    .as(Arrays.toString(some))
                    .isEqualTo(number);
        }
    }

    /** Behind a quote, and with a quote and something more behind it. */
    private static long number(byte[] text, int before, int behind) {
        ByteBuffer json = ByteBuffer.allocate(before + text.length + behind + 2);
        json.position(before);
        json.put((byte) '"').put(text).put((byte) '"');
        Arrays.fill(json.array(), json.position(), json.capacity(), (byte) ' ');
        CanonicalText read = new CanonicalText(SEED);
        try {
            TextReader.string(json.array(), before + 1, json.capacity(), read);
        } catch (MalformedException e) {
            return -1;
        }
        return read.hash();
    }

    private static void same(CanonicalText read, byte[] wanted, String text) {
        assertThat(read.length()).as(text).isEqualTo(wanted.length);
        assertThat(read.hash()).as(text).isEqualTo(hash(wanted));
        long head = wanted.length < CanonicalText.HEAD ? 0 : Lanes.head(SEED, wanted, CanonicalText.HEAD);
        assertThat(read.head()).as(text).isEqualTo(head);
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int piece = random.nextInt(most); piece > 0; piece--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private String value(int depth) {
        StringBuilder value = new StringBuilder("{").append(gap());
        for (int field = random.nextInt(4); field > 0; field--) {
            String name = random.nextInt(6) == 0 ? "_stamp" : spelt(text(3), 0);
            value.append('"').append(name).append("\":").append(gap());
            switch (random.nextInt(depth > 0 ? 5 : 3)) {
                case 0 -> value.append(random.nextInt(1000)).append(random.nextBoolean() ? ".50" : "");
                case 1 -> value.append(random.nextBoolean() ? "null" : "true");
                case 2 ->
                    value.append('"').append(spelt(text(8), random.nextInt(3))).append('"');
                case 3 -> value.append(value(depth - 1));
                default -> value.append("[").append(value(depth - 1)).append(",\"x\", -1e5]");
            }
            value.append(gap()).append(field > 1 ? "," : "").append(gap());
        }
        return value.append("}").append(gap()).toString();
    }

    private String gap() {
        return new String[] {"", "", " ", "\n  ", "\t"}[random.nextInt(5)];
    }

    private byte[] outer(String inner, int spelling) {
        return ("\"" + spelt(inner, Math.min(spelling, 2)) + "\"" + " ".repeat(random.nextInt(9)))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Spells a text as in JSON: with as few escapes as can be, all of what is beyond ASCII escaped, or at random. */
    private String spelt(String text, int spelling) {
        StringBuilder json = new StringBuilder();
        for (char unit : text.toCharArray()) {
            int how = spelling == 2 && !Character.isSurrogate(unit) ? random.nextInt(4) : spelling == 1 ? 1 : 0;
            int place = "\n\t\r\"\\".indexOf(unit);
            if (place >= 0 && how != 3) {
                json.append('\\').append("ntr\"\\".charAt(place));
            } else if (unit == '/' && how == 2) {
                json.append("\\/");
            } else if (unit < ' ' || place >= 0 || (how == 1 && unit >= 0x80) || how == 3 && unit >= 0x80) {
                json.append("\\u%04x".formatted((int) unit));
            } else {
                json.append(unit);
            }
        }
        return json.toString();
    }

    /** What counts of a text: the reference. */
    private static byte[] canonical(String text) {
        StringBuilder counts = new StringBuilder();
        boolean lineBegins = true;
        for (int point : text.codePoints().toArray()) {
            if (point != ' ' && Ignorable.isWhiteSpace(point)) {
                counts = new StringBuilder(counts.toString().replaceFirst(" +$", ""));
                lineBegins = true;
            } else if (!(point == ' ' && lineBegins) && !Ignorable.isInvisible(point)) {
                counts.appendCodePoint(point);
                lineBegins = false;
            }
        }
        return bytes(counts.toString().replaceFirst(" +$", ""));
    }

    /** The number of bytes: the reference. */
    private static long hash(byte[] bytes) {
        if (bytes.length == 0) {
            return 0;
        }
        ByteArrayOutputStream filled = new ByteArrayOutputStream();
        filled.writeBytes(bytes);
        filled.writeBytes(new byte[(32 - bytes.length % 32) % 32]);
        ByteBuffer words = ByteBuffer.wrap(filled.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        long one = SEED;
        long other = Mix.of(SEED, 32);
        while (words.hasRemaining()) {
            one = Mix.fold(words.getLong() ^ 0x2545_F491_4F6C_DD1DL, words.getLong() ^ one);
            other = Mix.fold(words.getLong() ^ 0x2545_F491_4F6C_DD1DL, words.getLong() ^ other);
        }
        return Mix.of(one, other, bytes.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
