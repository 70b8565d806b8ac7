package io.throughline.junit;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Upstream;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.JsonText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers requests with what was recorded; nobody is called. A call that was not recorded is answered with status 400, which nobody tries again, and is
 * kept as a miss.
 */
final class ReplayingUpstream implements Upstream {
    private static final long LARGEST = 256L << 20;

    private final List<Interaction> recorded;
    private final VolatileFields volatiles;
    private final String where;
    private final Map<RequestKey, Integer> played = new HashMap<>();
    private final List<String> misses = new CopyOnWriteArrayList<>();

    /**
     * Makes what replays.
     *
     * @param recorded the calls
     * @param volatiles the fields that are left out
     * @param where what is told of the place they are from
     */
    ReplayingUpstream(List<Interaction> recorded, VolatileFields volatiles, String where) {
        this.recorded = List.copyOf(recorded);
        this.volatiles = volatiles;
        this.where = where;
    }

    @Override
    public CompletionStage<ProxyResponse> send(ProxyRequest request) {
        return BodyCollector.collect(request.body(), LARGEST, new ByteBudget(LARGEST))
                .thenApply(body -> {
                    if (body instanceof BodyCollector.Whole whole) {
                        return answer(RequestKey.of(request, whole.bytes(), volatiles));
                    }
                    throw new IllegalStateException("the request's body could not be read");
                });
    }

    /** Returns what was asked for and not recorded. */
    List<String> misses() {
        return misses;
    }

    private ProxyResponse answer(RequestKey asked) {
        List<Interaction> same = recorded.stream()
                .filter(interaction -> interaction.request().equals(asked))
                .toList();
        int turn;
        synchronized (played) {
            turn = played.merge(asked, 1, Integer::sum);
        }
        if (turn > same.size()) {
            return missed(Difference.told(asked, recorded, same.size(), where));
        }
        Interaction interaction = same.get(turn - 1);
        Body body = new Body.Push(new Chunks(interaction.chunks(), interaction.end()), OptionalLong.empty());
        return new ProxyResponse(interaction.status(), interaction.headers(), body);
    }

    private ProxyResponse missed(String difference) {
        misses.add(difference);
        byte[] error = JsonText.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", "error");
            out.writeObjectFieldStart("error");
            out.writeStringField("type", "not_recorded");
            out.writeStringField("message", difference);
            out.writeEndObject();
            out.writeEndObject();
        });
        return new ProxyResponse(400, Headers.of("Content-Type", "application/json"), Body.of(error));
    }
}
