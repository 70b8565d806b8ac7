package io.throughline.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Ways in which an answer can be wrong, each by a seed. */
final class Damage {
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "99999",
            "2147483648",
            "123456789012345678901234567890",
            "1e999999999",
            "-0.0000000000000000000000000000001",
            "\"\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"error\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "{\"type\":[]}",
            "{\"error\":null}",
            "[".repeat(300) + "]".repeat(300),
            "9".repeat(2000));

    private final Random random;

    Damage(long seed) {
        random = new Random(seed);
    }

    /** Bytes changed, cut out, doubled, put in, or cut off. */
    byte[] ofBytes(byte[] healthy) {
        byte[] bytes = healthy.clone();
        switch (random.nextInt(6)) {
            case 0 -> flip(bytes, 1);
            case 1 -> flip(bytes, 20);
            case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 3 -> bytes = without(bytes);
            case 4 -> bytes = with(bytes, new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xFF, (byte) 0xED, (byte) 0xA0});
            default -> bytes = with(bytes, bytes);
        }
        return bytes;
    }

    /** Events lost, told twice, in another order, or with something else in them. */
    List<String> ofEvents(List<String> healthy) {
        List<String> events = new ArrayList<>(healthy);
        int at = random.nextInt(events.size());
        switch (random.nextInt(6)) {
            case 0 -> events.remove(at);
            case 1 -> events.add(at, events.get(random.nextInt(events.size())));
            case 2 -> Collections.shuffle(events, random);
            default -> events.set(at, ofJson(events.get(at)));
        }
        return events;
    }

    /** One value replaced by another, or a field lost. */
    String ofJson(String text) {
        int start = Math.max(0, text.indexOf('{'));
        try {
            JsonNode tree = JsonText.parse(text.substring(start));
            List<JsonNode> holders = new ArrayList<>();
            collect(tree, holders);
            if (holders.isEmpty()) {
                return VALUES.get(random.nextInt(VALUES.size()));
            }
            String mark = "the value that is changed";
            change(holders.get(random.nextInt(holders.size())), mark);
            String value = VALUES.get(random.nextInt(VALUES.size()));
            return text.substring(0, start) + JsonText.of(tree).replace('"' + mark + '"', value);
        } catch (IOException e) {
            return VALUES.get(random.nextInt(VALUES.size()));
        }
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    private void change(JsonNode holder, String mark) {
        if (holder instanceof ArrayNode array) {
            array.set(random.nextInt(array.size()), mark);
        } else if (holder instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(5) == 0) {
                object.remove(name);
            } else {
                object.put(name, mark);
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> holders) {
        if (node.isContainerNode() && !node.isEmpty()) {
            holders.add(node);
            node.forEach(child -> collect(child, holders));
        }
    }

    private void flip(byte[] bytes, int most) {
        for (int i = 0; i < 1 + random.nextInt(most); i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
    }

    private byte[] without(byte[] bytes) {
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from);
        byte[] rest = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, rest, from, bytes.length - to);
        return rest;
    }

    private byte[] with(byte[] bytes, byte[] more) {
        int at = random.nextInt(bytes.length);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, longer, at, more.length);
        System.arraycopy(bytes, at, longer, at + more.length, bytes.length - at);
        return longer;
    }

    /** Bodies that were never an answer. */
    static List<byte[]> nonsense() {
        List<byte[]> bodies = new ArrayList<>();
        for (String text : List.of(
                "",
                " \n\n",
                "null",
                "[]",
                "{}",
                "true",
                "\"x\"",
                "data:",
                "data: {}\n\n",
                "data: [DONE]\n\n",
                "data: null\n\ndata: []\n\n",
                "event: error\ndata: x\n\n",
                "{\"error\":null}",
                "{\"error\":\"broken\"}\n",
                "data: {\"error\":{\"message\":\"broken\",\"code\":200}}\n\n",
                "<html><body><h1>502 Bad Gateway</h1></body></html>",
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "data: " + "{\"choices\":[".repeat(50_000) + "\n\n",
                "{\"id\":" + "9".repeat(100_000) + "}\n")) {
            bodies.add(text.getBytes(UTF_8));
        }
        byte[] noise = new byte[5000];
        new Random(7).nextBytes(noise);
        bodies.add(noise);
        return bodies;
    }
}
