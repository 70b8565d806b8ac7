package io.throughline.translate;

import io.throughline.ProxyResponse;
import io.throughline.dialect.Usage;
import io.throughline.dialect.UsageConvention;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds who goes on with a text whose stream broke. Safe for use by many threads. */
@FunctionalInterface
public interface Continuation {
    /**
     * Asks another target to go on.
     *
     * @param text what was said so far
     * @param used the tokens of the part that broke, as told or estimated
     * @return what goes on; empty where nobody can, or fails
     */
    CompletionStage<Optional<Next>> after(String text, Usage used);

    /**
     * What goes on.
     *
     * @param response a stream
     * @param call the translation of its request
     * @param convention how its provider counts tokens
     */
    record Next(ProxyResponse response, Translation call, UsageConvention convention) {}
}
