package io.throughline.testkit;

import static io.throughline.testkit.Calls.CHAT;
import static io.throughline.testkit.Calls.UNARY;
import static io.throughline.testkit.Calls.call;
import static io.throughline.testkit.Calls.delta;
import static io.throughline.testkit.Calls.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a call holds is let go when it is over, at whatever moment its client leaves. */
interface NothingLeftContract extends Mounted {
    @Test
    default void whatACallHoldsIsShown() throws Exception {
        provider().answer(json().contentLength(1000).write("{\"id\":").stall());
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, UNARY);
            new Metrics(base())
                    .await(
                            SOON,
                            "throughline_calls_active 1.0",
                            "throughline_held_bytes{kind=\"request\"} " + UNARY.length() + ".0",
                            "throughline_held_bytes{kind=\"answer\"} 6.0",
                            "throughline_upstream_connections{state=\"leased\"} 1.0");
        }
        assertNothingHeld();
    }

    @Test
    default void aThousandLeavesLeaveNothingBehind() throws Exception {
        provider().answerEach(Moment::answer);
        List<WireClient> clients = new ArrayList<>();
        for (int n = 0; n < 1_000; n++) {
            Moment moment = Moment.values()[n % Moment.values().length];
            WireClient client = WireClient.connect(base());
            moment.reach(client);
            if (moment == Moment.AT_ONCE) {
                client.close();
            } else {
                clients.add(client);
            }
            if (clients.size() == 50) {
                leave(clients);
            }
        }
        leave(clients);
        assertNothingHeld();
    }

    /** Leaves in both ways that a client can. */
    private static void leave(List<WireClient> clients) throws IOException {
        for (int n = 0; n < clients.size(); n++) {
            if (n % 3 == 0) {
                clients.get(n).reset();
            } else {
                clients.get(n).close();
            }
        }
        clients.clear();
    }

    private void assertNothingHeld() throws IOException {
        assertThat(provider().awaitConnectionsOpen(0, SOON))
                .as("no connection to the provider is open")
                .isTrue();
        new Metrics(base())
                .await(
                        SOON,
                        "throughline_calls_active 0.0",
                        "throughline_held_bytes{kind=\"request\"} 0.0",
                        "throughline_held_bytes{kind=\"answer\"} 0.0",
                        "throughline_held_bytes{kind=\"record\"} 0.0",
                        "throughline_upstream_connections{state=\"leased\"} 0.0",
                        "throughline_upstream_connections{state=\"pending\"} 0.0");
    }

    /** When a client leaves, and what the provider does until then. */
    enum Moment {
        WHILE_IT_SENDS,
        BEFORE_THE_HEAD,
        IN_A_STREAM,
        IN_A_WHOLE_ANSWER,
        IN_A_LARGE_ANSWER,
        AT_ONCE;

        static Script answer(ReceivedRequest request) {
            if (request.text().contains(BEFORE_THE_HEAD.name())) {
                return Script.neverAnswer();
            }
            if (request.text().contains(IN_A_LARGE_ANSWER.name())) {
                return json().contentLength(1 << 20)
                        .write("{\"id\":\"" + "x".repeat(300_000))
                        .stall();
            }
            return request.text().contains(IN_A_WHOLE_ANSWER.name())
                    ? json().contentLength(1000).write("{\"id\":").stall()
                    : Script.eventStream().event(delta("one")).stall();
        }

        void reach(WireClient client) throws IOException {
            if (this == WHILE_IT_SENDS) {
                client.sendHead("POST", CHAT, "Content-Type: application/json", "Content-Length: 1000");
                client.send(new byte[500]);
                return;
            }
            client.post(CHAT, call(this != IN_A_WHOLE_ANSWER && this != IN_A_LARGE_ANSWER, name()));
            if (this == IN_A_STREAM) {
                client.head();
            }
        }
    }
}
