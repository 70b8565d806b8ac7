package io.throughline.translate;

import io.throughline.Body;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.AnswerWriter;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.RequestReader;
import io.throughline.dialect.conversation.RequestWriter;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.dialect.messages.HostedMessages;
import io.throughline.dialect.registry.Codec;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One call between two dialects. Immutable.
 *
 * @param client what the client speaks
 * @param target what the provider speaks
 * @param context the call, as writers of answers want it
 * @param written the request as the provider is to get it
 * @param losses what the provider could not take, or is asked for in another way
 */
public record Translation(
        Codec client, Codec target, AnswerContext context, WrittenRequest written, List<Losses.Loss> losses) {
    /** Copies the list. */
    public Translation {
        losses = List.copyOf(losses);
    }

    /**
     * Translates a request.
     *
     * @param client what the client speaks
     * @param body the request
     * @param target what the provider speaks
     * @param to where it goes
     * @param strict whether what would be left out is refused
     * @param callId our id of the call
     * @throws io.throughline.dialect.RefusedException where the request is wrong, or can't be sent and must not be left out
     */
    public static Translation of(
            Codec client, byte[] body, Codec target, Destination to, boolean strict, String callId) {
        return of(client, body, UnaryOperator.identity(), target, to, strict, callId);
    }

    /**
     * Translates a request that says something else than the client's.
     *
     * @param client what the client speaks
     * @param body the request
     * @param change makes of the client's conversation the one to be sent
     * @param target what the provider speaks
     * @param to where it goes
     * @param strict whether what would be left out is refused
     * @param callId our id of the call
     * @throws io.throughline.dialect.RefusedException where the request is wrong, or can't be sent and must not be left out
     */
    public static Translation of(
            Codec client,
            byte[] body,
            UnaryOperator<Conversation> change,
            Codec target,
            Destination to,
            boolean strict,
            String callId) {
        RequestReader reader = client.requests().orElseThrow();
        RequestWriter writer = target.outbound().orElseThrow();
        Conversation asked = change.apply(reader.read(body));
        Losses losses = new Losses(reader.fields(), writer.table().with(to.treatments()), strict, asked.places());
        WrittenRequest written = writer.write(asked, to, losses);
        AnswerContext context = new AnswerContext(callId, asked, new Body.Bytes(body), to.issuer(), Instant.now());
        return new Translation(client, target, context, written, losses.told());
    }

    /**
     * Puts a request of Messages into the form of another company that hosts the model, value by value as it is.
     *
     * @param client Messages
     * @param body the request
     * @param target what the host speaks
     * @param host the host
     * @param to where it goes
     * @param betas the betas that the client's header names
     * @param callId our id of the call
     * @throws io.throughline.dialect.RefusedException where the request is wrong
     */
    public static Translation hosted(
            Codec client,
            byte[] body,
            Codec target,
            HostedMessages host,
            Destination to,
            List<String> betas,
            String callId) {
        Conversation asked = client.requests().orElseThrow().read(body);
        WrittenRequest written = WrittenRequest.of(host.path(to.model(), asked.stream()), host.body(body, betas));
        AnswerContext context = new AnswerContext(callId, asked, new Body.Bytes(body), to.issuer(), Instant.now());
        return new Translation(client, target, context, written, List.of());
    }

    /** Returns this translation, whose target is Messages, as another company that hosts the model takes it. */
    public Translation on(HostedMessages host, String model) {
        WrittenRequest hosted = host.request(written, model, context.asked().stream());
        return new Translation(client, target, context, hosted, losses);
    }

    AnswerWriter answers() {
        return client.answers().orElseThrow();
    }
}
