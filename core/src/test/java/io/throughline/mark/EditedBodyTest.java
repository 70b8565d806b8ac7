package io.throughline.mark;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** An edited body keeps its shape, its demand and its end. */
class EditedBodyTest {
    private static final String TEXT = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    private static final String END = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String TOLD = END.replace("}]}\n", "}],\"_cost\":null}\n");

    private final Source source = new Source();
    private final Reader reader = new Reader();

    private static StreamEditor editor() {
        return AnswerEditor.of("openai-chat", Edited.TOLD).events().orElseThrow();
    }

    @Test
    void bytesAndStreamsKeepTheirShape() throws IOException {
        Body bytes = AnswerEditor.edited(Body.of(Edited.bytes(TEXT + END)), editor());
        assertThat(bytes).isInstanceOf(Body.Bytes.class);
        assertThat(Edited.text(bytes.inputStream().readAllBytes())).isEqualTo(TEXT + TOLD);
        Body.Pull source = new Body.Pull(new ByteArrayInputStream(Edited.bytes(TEXT + END)), OptionalLong.of(9));
        Body pull = AnswerEditor.edited(source, editor());
        assertThat(pull.length()).isEmpty();
        assertThat(pull.inputStream().read()).isEqualTo('d');
        assertThat(Edited.text(pull.inputStream().readAllBytes())).isEqualTo((TEXT + TOLD).substring(1));
    }

    @Test
    void whatIsAskedForGoesUpAsItIs() {
        subscribe();
        reader.subscription().request(2);
        assertThat(source.requested).isEqualTo(2);
        source.push(TEXT);
        assertThat(reader.text).isEqualTo(TEXT);
        assertThat(source.requested).isEqualTo(2);
        source.push(END); // held: another is asked for in its place
        assertThat(reader.text).isEqualTo(TEXT);
        assertThat(source.requested).isEqualTo(3);
    }

    @Test
    void whatIsLeftWaitsForDemand() {
        subscribe();
        reader.subscription().request(1);
        source.push(END);
        source.push(": c\n\n"); // answers the one request
        source.subscriber().onComplete();
        assertThat(reader.text).isEqualTo(": c\n\n");
        assertThat(reader.ends).isEmpty();
        reader.subscription().request(1);
        assertThat(reader.text).isEqualTo(": c\n\n" + TOLD);
        assertThat(reader.ends).containsExactly("complete");
    }

    @Test
    void aBrokenSourceBreaksBehindWhatWasHeld() {
        subscribe();
        reader.subscription().request(5);
        source.push(END);
        source.subscriber().onError(new IOException("reset"));
        assertThat(reader.text).isEqualTo(TOLD);
        assertThat(reader.ends).containsExactly("error reset");
    }

    @Test
    void aReaderThatLeavesEndsTheSource() {
        subscribe();
        reader.subscription().cancel();
        assertThat(source.cancelled).isTrue();
        source.subscriber().onComplete();
        assertThat(reader.ends).isEmpty();
    }

    private void subscribe() {
        Body push = AnswerEditor.edited(new Body.Push(source, OptionalLong.empty()), editor());
        ((Body.Push) push).publisher().subscribe(reader);
    }

    private static final class Source implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
        private Flow.Subscriber<? super ByteBuffer> subscriber;
        private long requested;
        private boolean cancelled;

        Flow.Subscriber<? super ByteBuffer> subscriber() {
            return subscriber;
        }

        void push(String text) {
            subscriber.onNext(ByteBuffer.wrap(Edited.bytes(text)));
        }

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
            subscriber = reader;
            reader.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            requested += n;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private static final class Reader implements Flow.Subscriber<ByteBuffer> {
        private final List<String> ends = new ArrayList<>();
        private Flow.Subscription subscription;
        private String text = "";

        Flow.Subscription subscription() {
            return subscription;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            text += Edited.text(bytes);
        }

        @Override
        public void onError(Throwable cause) {
            ends.add("error " + cause.getMessage());
        }

        @Override
        public void onComplete() {
            ends.add("complete");
        }
    }
}
