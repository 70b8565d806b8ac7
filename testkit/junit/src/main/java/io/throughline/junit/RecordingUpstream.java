package io.throughline.junit;

import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Tap;
import io.throughline.Upstream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Sends requests, and notes on a tape what was asked and answered. */
record RecordingUpstream(Upstream carrier, Tape tape, VolatileFields volatiles) implements Upstream {
    @Override
    public CompletionStage<ProxyResponse> send(ProxyRequest request) {
        Tape.Place place = tape.next();
        Bytes asked = new Bytes();
        // what is compressed nobody can read
        Headers readable = request.headers().with("Accept-Encoding", "identity");
        ProxyRequest outbound = request.with(readable).with(request.body().tapped(asked));
        return carrier.send(outbound).thenApply(response -> {
            Bytes answered = new Bytes(end -> place.fill(interaction(request, asked, response, end)));
            return response.with(response.body().tapped(answered));
        });
    }

    private Interaction interaction(ProxyRequest request, Bytes asked, ProxyResponse response, Bytes answered) {
        List<String> secrets = RequestKey.secrets(request.headers());
        return new Interaction(
                RequestKey.of(request, asked.whole(), volatiles),
                response.status(),
                response.headers().keep(RecordingUpstream::isTelling),
                answered.chunks(secrets),
                answered.end());
    }

    private static boolean isTelling(String name) {
        String field = name.toLowerCase(Locale.ROOT);
        return List.of("content-type", "content-encoding", "retry-after", "retry-after-ms")
                        .contains(field)
                || field.startsWith("x-ratelimit-")
                || field.startsWith("anthropic-ratelimit-requests")
                || field.startsWith("anthropic-ratelimit-tokens");
    }

    /** Bytes that go by, in their pieces. */
    private static final class Bytes implements Tap {
        private final List<byte[]> pieces = new ArrayList<>();
        private final Consumer<Bytes> over;
        private Interaction.End end = Interaction.End.LEFT;

        Bytes() {
            this(bytes -> {});
        }

        Bytes(Consumer<Bytes> over) {
            this.over = over;
        }

        @Override
        public synchronized void bytes(ByteBuffer bytes) {
            byte[] piece = new byte[bytes.remaining()];
            bytes.duplicate().get(piece);
            if (piece.length > 0) {
                pieces.add(piece);
            }
        }

        @Override
        public void end(Tap.End how) {
            synchronized (this) {
                if (how instanceof Tap.End.Completed) {
                    end = Interaction.End.COMPLETE;
                } else if (how instanceof Tap.End.Failed) {
                    end = Interaction.End.BROKEN;
                }
            }
            over.accept(this);
        }

        synchronized Interaction.End end() {
            return end;
        }

        synchronized byte[] whole() {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            pieces.forEach(whole::writeBytes);
            return whole.toByteArray();
        }

        /** A secret may be in two pieces, so all of them are looked through as one. */
        synchronized List<byte[]> chunks(List<String> secrets) {
            byte[] masked = Masking.masked(whole(), secrets);
            List<byte[]> chunks = new ArrayList<>();
            int from = 0;
            for (byte[] piece : pieces) {
                chunks.add(Arrays.copyOfRange(masked, from, from + piece.length));
                from += piece.length;
            }
            return chunks;
        }
    }
}
