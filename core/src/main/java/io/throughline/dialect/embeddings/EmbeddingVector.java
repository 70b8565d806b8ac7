package io.throughline.dialect.embeddings;

import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** One vector, as its provider wrote it. It changes its form only where it is asked for the other one. */
public sealed interface EmbeddingVector {
    /** Returns it as a JSON array of numbers. */
    String json();

    /** Returns it as the base64 of little-endian floats of 32 bits. */
    String base64();

    /** Reads the array of numbers, or the base64, that the reader stands on. */
    static EmbeddingVector read(JsonReader in) throws IOException {
        String text = in.text();
        return text == null ? Numbers.readArray(in) : Packed.checked(text);
    }

    /**
     * A vector that came as numbers. Their text is kept as it is: they never become floating point on the way to a client that wants numbers, too.
     *
     * @param json the JSON array, without blanks
     */
    record Numbers(String json) implements EmbeddingVector {
        private static Numbers readArray(JsonReader in) throws IOException {
            if (!in.array()) {
                throw new IOException("no vector");
            }
            StringBuilder json = new StringBuilder("[");
            while (in.element()) {
                String number = in.scalar();
                if (number == null || in.isText() || Character.isLetter(number.charAt(0))) {
                    throw new IOException("no number");
                }
                json.append(json.length() == 1 ? "" : ",").append(number);
            }
            return new Numbers(json.append(']').toString());
        }

        @Override
        public String base64() {
            String inside = json.substring(1, json.length() - 1);
            String[] numbers = inside.isEmpty() ? new String[0] : inside.split(",", -1);
            ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (String number : numbers) {
                bytes.putFloat(Float.parseFloat(number));
            }
            return Base64.getEncoder().encodeToString(bytes.array());
        }
    }

    /**
     * A vector that came as base64.
     *
     * @param base64 the base64 of little-endian floats of 32 bits
     */
    record Packed(String base64) implements EmbeddingVector {
        private static Packed checked(String base64) throws IOException {
            ByteBuffer floats = floats(base64);
            if (floats.remaining() % Float.BYTES != 0) {
                throw new IOException("no floats");
            }
            while (floats.hasRemaining()) {
                if (!Float.isFinite(floats.getFloat())) {
                    throw new IOException("no number");
                }
            }
            return new Packed(base64);
        }

        @Override
        public String json() {
            ByteBuffer floats;
            try {
                floats = floats(base64);
            } catch (IOException e) {
                throw new IllegalStateException("a vector is base64", e);
            }
            StringBuilder json = new StringBuilder("[");
            while (floats.hasRemaining()) {
                json.append(json.length() == 1 ? "" : ",").append(floats.getFloat());
            }
            return json.append(']').toString();
        }

        private static ByteBuffer floats(String base64) throws IOException {
            try {
                return ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
            } catch (IllegalArgumentException e) {
                throw new IOException("no base64", e);
            }
        }
    }
}
