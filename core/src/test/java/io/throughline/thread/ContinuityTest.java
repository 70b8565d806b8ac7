package io.throughline.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.Secret;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContinuityTest {
    private static final String ANSWERED =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Where is it?\"},{\"role\":\"assistant\",\"content\":"
                    + "\"It is in the cellar, behind the door.\"},{\"role\":\"user\",\"content\":\"Why?\"}]}";
    private static final String ASKED = "{\"messages\":[{\"content\":\"Where is it?\",\"role\":\"user\"}]}";
    private static final TraceRef SIGNED = new TraceRef("signed", "signed-thread");

    private final Continuity continuity = new Continuity(
            Continuity.sources(),
            new MemoryContinuityIndex(10_000, InstantSource.system()),
            ContinuityKeys.of(Secret.of("secret")),
            Duration.ofHours(24),
            List.of("_throughline_trace_id"));

    @Test
    void aHistoryThatWasServedIsKnownAgain() {
        TraceIds first = served("acme", ASKED, "chatcmpl-12345678", "It is in the cellar, behind the door. ");

        TraceIds next = joined("acme", ANSWERED, TraceIds.fresh(), List.of(), List.of());

        assertThat(next.traceId()).isEqualTo(first.traceId());
        assertThat(next.matchedBy()).isEqualTo("prefix");
    }

    @Test
    void anAnswerInJsonWhichIsNotSignedIsKnownAgain() {
        TraceIds first = served("acme", ASKED, "chatcmpl-12345678", "{\"place\": \"the cellar, behind the door\"}");
        String echoed = ANSWERED.replace(
                "It is in the cellar, behind the door.", "{\\\"place\\\": \\\"the cellar, behind the door\\\"}");

        assertThat(joined("acme", echoed, TraceIds.fresh(), List.of(), List.of())
                        .traceId())
                .isEqualTo(first.traceId());
        TraceIds referred = joined("acme", withReference("chatcmpl-12345678"), TraceIds.fresh(), List.of(), List.of());
        assertThat(referred.traceId()).isEqualTo(first.traceId());
        assertThat(referred.matchedBy()).isEqualTo("reference");
    }

    @Test
    void nothingOfAnotherTenantIsFound() {
        served("acme", ASKED, "chatcmpl-12345678", "It is in the cellar, behind the door.");

        assertThat(joined("rival", ANSWERED, TraceIds.fresh(), List.of(), List.of())
                        .matchedBy())
                .isEqualTo("new");
        assertThat(joined("rival", withReference("chatcmpl-12345678"), TraceIds.fresh(), List.of(), List.of())
                        .matchedBy())
                .isEqualTo("new");
    }

    @Test
    void twoStrangersWithOneHistoryNeverMerge() {
        served("acme", ASKED, "chatcmpl-12345678", "It is in the cellar, behind the door.");
        served("acme", ASKED, "chatcmpl-87654321", "It is in the cellar, behind the door.");

        assertThat(joined("acme", ANSWERED, TraceIds.fresh(), List.of(), List.of())
                        .matchedBy())
                .isEqualTo("new");
    }

    @Test
    void sourcesAreAskedInTheirOrder() {
        TraceIds first = served("acme", ASKED, "chatcmpl-12345678", "It is in the cellar, behind the door.");
        String all = ANSWERED.replace("\"role\":\"assistant\"", "\"id\":\"chatcmpl-12345678\",\"role\":\"assistant\"");
        TraceIds header = TraceIds.of(Headers.of("X-Trace-ID", "mine"));

        assertThat(joined("acme", all, header, List.of("stamp"), List.of(SIGNED)))
                .extracting(TraceIds::traceId, TraceIds::matchedBy)
                .containsExactly("mine", "header");
        assertThat(joined("acme", all, TraceIds.fresh(), List.of("stamp"), List.of(SIGNED)))
                .extracting(TraceIds::traceId, TraceIds::matchedBy)
                .containsExactly(first.traceId(), "reference");
        assertThat(joined("acme", ANSWERED, TraceIds.fresh(), List.of("stamp"), List.of(SIGNED)))
                .extracting(TraceIds::traceId, TraceIds::matchedBy)
                .containsExactly("stamp", "stamp");
        assertThat(joined("acme", ANSWERED, TraceIds.fresh(), List.of(), List.of(SIGNED)))
                .extracting(TraceIds::threadId, TraceIds::matchedBy)
                .containsExactly("signed-thread", "signature");
        assertThat(joined("acme", "{}", TraceIds.fresh(), List.of(), List.of()).matchedBy())
                .isEqualTo("new");
    }

    @Test
    void theThreadFollowsTheTrace() {
        ContinuedCall call = call(
                "acme",
                ASKED,
                TraceIds.of(Headers.of("X-Trace-ID", "run-1").with("X-Thread-ID", "talk")),
                List.of(),
                List.of());
        ServedAnswer answer = call.served(call.join().toCompletableFuture().join());
        answer.accept(new StreamEvent.Started(Optional.of("resp_12345678"), Optional.empty()));

        TraceIds byId = joined("acme", withReference("resp_12345678"), TraceIds.fresh(), List.of(), List.of());
        assertThat(byId.threadId()).isEqualTo("talk");

        answer.end();
        TraceIds byStamp = joined("acme", "{}", TraceIds.fresh(), List.of("run-1"), List.of());
        assertThat(byStamp.threadId()).isEqualTo("talk");
    }

    @Test
    void aStreamIsKnownAsSoonAsItsChoiceIsFinished() {
        ContinuedCall call = call("acme", ASKED, TraceIds.fresh(), List.of(), List.of());
        TraceIds ids = call.join().toCompletableFuture().join();
        ServedAnswer answer = call.served(ids);
        answer.accept(new StreamEvent.BlockOpened(0, 0, new StreamEvent.Kind.Reasoning()));
        answer.accept(new StreamEvent.TextDelta(0, 0, "hm"));
        answer.accept(new StreamEvent.BlockOpened(0, 1, new StreamEvent.Kind.Text()));
        for (String word : "It is in the cellar, behind the door.".split("(?<= )")) {
            answer.accept(new StreamEvent.TextDelta(0, 1, word));
        }
        answer.accept(new StreamEvent.Finished(0, FinishReason.STOP, "stop"));

        assertThat(joined("acme", ANSWERED, TraceIds.fresh(), List.of(), List.of())
                        .traceId())
                .isEqualTo(ids.traceId());
    }

    @Test
    void whatCannotBeAnIdIsPassedOver() {
        for (String id : List.of("a\u0000bcdefghi", "x".repeat(10_000), "call_1", "a b c d e f g")) {
            ContinuedCall call = call("acme", "{}", TraceIds.fresh(), List.of(), List.of());
            call.served(call.join().toCompletableFuture().join()).reference(id);
            String body = withReference(id.replace("\u0000", "\\u0000"));

            assertThat(joined("acme", body, TraceIds.fresh(), List.of(id), List.of())
                            .matchedBy())
                    .as(id.substring(0, Math.min(20, id.length())))
                    .isIn("new", id.equals("call_1") ? "stamp" : "new");
        }
    }

    @Test
    void usersOfOneTenantAreStrangers() {
        ContinuedCall call = continuity.call(request("acme", Optional.of("ann"), ASKED));
        TraceIds ids = call.join().toCompletableFuture().join();
        ServedAnswer answer = call.served(ids);
        answer.accept(new StreamEvent.BlockOpened(0, 0, new StreamEvent.Kind.Text()));
        answer.accept(new StreamEvent.TextDelta(0, 0, "It is in the cellar, behind the door."));
        answer.end();

        assertThat(continuity
                        .call(request("acme", Optional.of("bob"), ANSWERED))
                        .join()
                        .toCompletableFuture()
                        .join()
                        .matchedBy())
                .isEqualTo("new");
        assertThat(continuity
                        .call(request("acme", Optional.of("ann"), ANSWERED))
                        .join()
                        .toCompletableFuture()
                        .join()
                        .traceId())
                .isEqualTo(ids.traceId());
    }

    @Test
    void aConversationThatTheProviderKeepsStaysInItsTrace() {
        TraceIds first = inConversation("acme", "\"conv_12345678\"", "Where is it?");

        assertThat(inConversation("acme", "{\"id\":\"conv_12345678\"}", "And now?"))
                .extracting(TraceIds::traceId, TraceIds::matchedBy)
                .containsExactly(first.traceId(), "reference");
        assertThat(inConversation("acme", "\"conv_87654321\"", "And now?").matchedBy())
                .isEqualTo("new");
        assertThat(inConversation("rival", "\"conv_12345678\"", "And now?").matchedBy())
                .isEqualTo("new");
    }

    private TraceIds inConversation(String tenant, String id, String input) {
        String body = "{\"conversation\":" + id + ",\"input\":\"" + input + "\"}";
        ContinuedCall call = continuity.call(new JoinRequest(
                tenant, Optional.empty(), TraceIds.fresh(), "openai-responses", bytes(body), List.of(), List.of()));
        TraceIds ids = call.join().toCompletableFuture().join();
        call.served(ids).end();
        return ids;
    }

    private TraceIds served(String tenant, String body, String id, String text) {
        ContinuedCall call = call(tenant, body, TraceIds.fresh(), List.of(), List.of());
        TraceIds ids = call.join().toCompletableFuture().join();
        ServedAnswer answer = call.served(ids);
        answer.accept(new StreamEvent.Started(Optional.of(id), Optional.empty()));
        answer.accept(new StreamEvent.BlockOpened(0, 0, new StreamEvent.Kind.Text()));
        answer.accept(new StreamEvent.TextDelta(0, 0, text));
        answer.accept(new StreamEvent.Ended());
        return ids;
    }

    private TraceIds joined(String tenant, String body, TraceIds told, List<String> stamps, List<TraceRef> signatures) {
        return call(tenant, body, told, stamps, signatures)
                .join()
                .toCompletableFuture()
                .join();
    }

    private ContinuedCall call(
            String tenant, String body, TraceIds told, List<String> stamps, List<TraceRef> signatures) {
        return continuity.call(
                new JoinRequest(tenant, Optional.empty(), told, "openai-chat", bytes(body), stamps, signatures));
    }

    private static JoinRequest request(String tenant, Optional<String> user, String body) {
        return new JoinRequest(tenant, user, TraceIds.fresh(), "openai-chat", bytes(body), List.of(), List.of());
    }

    private static String withReference(String id) {
        return "{\"previous_response_id\":\"" + id + "\"}";
    }

    private static Body.Bytes bytes(String body) {
        return new Body.Bytes(body.getBytes(StandardCharsets.UTF_8));
    }
}
