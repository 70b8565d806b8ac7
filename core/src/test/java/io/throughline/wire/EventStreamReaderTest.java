package io.throughline.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamReaderTest {
    private static final byte[] DELTA = json("{\"delta\":{\"text\":\"Grüße 🌍\"}}");
    private static final byte[] STREAM = concat(
            EventStreamFrame.event("messageStart", json("{\"role\":\"assistant\"}")),
            EventStreamFrame.event("contentBlockDelta", DELTA),
            EventStreamFrame.event("empty", new byte[0]),
            EventStreamFrame.exception("throttlingException", json("{\"message\":\"slow down\"}")));

    private final List<String> events = new ArrayList<>();
    private final EventStreamReader reader = new EventStreamReader(EventStreamReader.MAX_FRAME, this::note);

    @Test
    void tellsEachFrameByItsName() throws IOException {
        reader.feed(ByteBuffer.wrap(STREAM).asReadOnlyBuffer());
        reader.finish();
        assertThat(events)
                .containsExactly(
                        "messageStart {\"role\":\"assistant\"}",
                        "contentBlockDelta {\"delta\":{\"text\":\"Grüße 🌍\"}}",
                        "empty ",
                        "exception:throttlingException {\"message\":\"slow down\"}");
    }

    @Test
    void anyCutGivesTheSame() throws IOException {
        reader.feed(ByteBuffer.wrap(STREAM));
        List<String> whole = List.copyOf(events);
        for (int cut = 0; cut <= STREAM.length; cut++) {
            events.clear();
            EventStreamReader cutReader = new EventStreamReader(EventStreamReader.MAX_FRAME, this::note);
            cutReader.feed(ByteBuffer.wrap(STREAM, 0, cut));
            cutReader.feed(ByteBuffer.wrap(STREAM, cut, STREAM.length - cut));
            cutReader.finish();
            assertThat(events).as("cut at %d", cut).isEqualTo(whole);
        }
        events.clear();
        for (byte octet : STREAM) {
            reader.feed(ByteBuffer.wrap(new byte[] {octet}));
        }
        assertThat(events).isEqualTo(whole);
    }

    @Test
    void anErrorOfTheTransportHasItsMessageAsData() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":message-type", "error");
        headers.put(":error-code", "InternalError");
        headers.put(":error-message", "it \"broke\"");
        reader.feed(ByteBuffer.wrap(EventStreamFrame.of(headers, new byte[0])));
        assertThat(events).containsExactly("error:InternalError {\"message\":\"it \\\"broke\\\"\"}");
    }

    @Test
    void passesOverHeadersOfOtherTypes() throws IOException {
        ByteBuffer headers = ByteBuffer.allocate(200);
        header(headers, "yes", 0);
        header(headers, "no", 1);
        header(headers, "byte", 2).put((byte) 1);
        header(headers, "short", 3).putShort((short) 1);
        header(headers, "int", 4).putInt(1);
        header(headers, "long", 5).putLong(1);
        header(headers, "bytes", 6).putShort((short) 3).put(new byte[3]);
        header(headers, "time", 8).putLong(1);
        header(headers, "uuid", 9).putLong(1).putLong(2);
        header(headers, ":event-type", 7).putShort((short) 1).put((byte) 'x');
        reader.feed(ByteBuffer.wrap(frame(headers, json("{}"))));
        assertThat(events).containsExactly("x {}");
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] frame = EventStreamFrame.event("contentBlockDelta", DELTA);
        for (int bit = 0; bit < frame.length * 8; bit++) {
            byte[] broken = frame.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            EventStreamReader each = new EventStreamReader(EventStreamReader.MAX_FRAME, this::note);
            assertThatThrownBy(() -> each.feed(ByteBuffer.wrap(broken))).isInstanceOf(IOException.class);
        }
        assertThat(events).isEmpty();
    }

    @Test
    void whatFollowsABrokenFrameIsPassedOver() {
        byte[] broken = STREAM.clone();
        broken[0] = 1;
        assertThatThrownBy(() -> reader.feed(ByteBuffer.wrap(broken))).hasMessageContaining("checksum");
        assertThat(feeds(STREAM)).isTrue();
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {EventStreamReader.MAX_FRAME + 1, Integer.MAX_VALUE, -1})
    void aGiganticLengthIsRefusedBeforeAnythingIsKept(int length) {
        assertThatThrownBy(() -> reader.feed(ByteBuffer.wrap(prelude(length, 0))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger");
    }

    @Test
    void lengthsThatDoNotMatchAreRefused() {
        assertThatThrownBy(() -> reader.feed(ByteBuffer.wrap(prelude(15, 0)))).hasMessageContaining("lengths");
        EventStreamReader other = new EventStreamReader(EventStreamReader.MAX_FRAME, this::note);
        assertThatThrownBy(() -> other.feed(ByteBuffer.wrap(prelude(100, -1)))).hasMessageContaining("lengths");
    }

    @Test
    void headersThatAreCutOffAreRefused() {
        ByteBuffer headers = ByteBuffer.allocate(40);
        header(headers, ":event-type", 7).putShort((short) 500);
        byte[] frame = frame(headers, json("{}"));
        assertThatThrownBy(() -> reader.feed(ByteBuffer.wrap(frame))).hasMessageContaining("cut off");
    }

    @Test
    void anEndWithinAFrameIsAnError() throws IOException {
        reader.feed(ByteBuffer.wrap(STREAM, 0, STREAM.length - 1));
        assertThat(events).hasSize(3);
        assertThatThrownBy(reader::finish).isInstanceOf(IOException.class);
    }

    private boolean feeds(byte[] bytes) {
        try {
            reader.feed(ByteBuffer.wrap(bytes));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void note(String name, byte[] data) {
        events.add(name + " " + new String(data, StandardCharsets.UTF_8));
    }

    private static ByteBuffer header(ByteBuffer headers, String name, int type) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return headers.put((byte) bytes.length).put(bytes).put((byte) type);
    }

    private static byte[] frame(ByteBuffer headers, byte[] payload) {
        int length = headers.position();
        ByteBuffer frame = ByteBuffer.allocate(16 + length + payload.length);
        frame.put(prelude(frame.capacity(), length))
                .put(headers.array(), 0, length)
                .put(payload);
        return frame.putInt(crc(frame.array(), frame.position())).array();
    }

    private static byte[] prelude(int total, int headers) {
        ByteBuffer prelude = ByteBuffer.allocate(12).putInt(total).putInt(headers);
        return prelude.putInt(crc(prelude.array(), 8)).array();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static byte[] concat(byte[]... frames) {
        ByteBuffer all = ByteBuffer.allocate(10_000);
        for (byte[] frame : frames) {
            all.put(frame);
        }
        byte[] bytes = new byte[all.position()];
        all.flip().get(bytes);
        return bytes;
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
