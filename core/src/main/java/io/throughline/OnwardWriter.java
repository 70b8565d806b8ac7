package io.throughline;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import io.throughline.provider.Destinations;
import io.throughline.provider.Target;
import io.throughline.record.Recording;
import io.throughline.route.Step;
import io.throughline.translate.Translation;
import java.util.Optional;

/**
 * Writes for another target the request to go on with an answer that broke off.
 *
 * @param requests makes the requests
 */
record OnwardWriter(ProviderRequests requests) {
    /**
     * Writes for a target the request to go on with a text.
     *
     * @throws RefusedException when the target can't take it
     */
    Outbound onward(Asked asked, String text, Step step, Recording recording) {
        Target target = step.target();
        String spoken = spoken(target, asked.call().dialect());
        recording.routed(spoken, target.provider().name(), Optional.of(target.model()));
        Codec provider = Codecs.named(spoken)
                .filter(codec -> codec.outbound().isPresent())
                .orElseThrow(() -> new RefusedException(
                        ModelError.of(ModelError.Kind.INVALID_REQUEST, target.id() + " can't be asked to go on")));
        boolean prefilled = Onward.isPrefilled(target, spoken);
        Translation written = Translation.of(
                asked.codec(),
                asked.body(),
                conversation -> Onward.from(conversation, text, prefilled),
                provider,
                Destinations.of(target, spoken),
                false,
                recording.id());
        Translation call = TranslatedWriter.hosted(written, target);
        ProxyRequest request = requests.translated(call.written(), step, asked.inbound(), true);
        return new Outbound(asked.call(), asked.caller(), target, spoken, request, new Outbound.Way.Translate(call));
    }

    /** Returns the dialect in which a target is asked: Bedrock's form of Messages takes the client's own words alone, so what is written anew goes there by Converse. */
    private static String spoken(Target target, String inbound) {
        String usual = Destinations.dialect(target, inbound);
        return Codecs.named(usual).flatMap(Codec::outbound).isPresent()
                ? usual
                : target.provider().dialects().get(0);
    }

    /** Returns how an answer is written here with which another target may go on; empty where none may. */
    static Optional<Translation> continuable(Asked asked, Outbound outbound, Recording recording) {
        Optional<Codec> provider = Codecs.named(outbound.spoken());
        if (!asked.call().isConversation() || !asked.streamed() || provider.isEmpty()) {
            return Optional.empty();
        }
        try {
            Translation call = outbound.way() instanceof Outbound.Way.Translate translate
                    ? translate.call()
                    : Translation.of(
                            asked.codec(),
                            asked.body(),
                            provider.get(),
                            Destinations.of(outbound.target(), outbound.spoken()),
                            false,
                            recording.id());
            return Optional.of(call).filter(it -> Onward.isPossible(it.context().asked()));
        } catch (RefusedException e) {
            return Optional.empty(); // it passes as it is
        }
    }
}
