package io.throughline.dialect.chat;

import static io.throughline.dialect.chat.Chat.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Treatment;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A relayed request loses only what its provider refuses; all other bytes stay. */
class RelayedRequestTest {
    private static final Map<Feature, Treatment> TREATMENTS = Map.of(
            Feature.LOGPROBS, Treatment.refused("the provider refuses it"),
            Feature.CHOICES, Treatment.refused("the provider refuses it"),
            Feature.LOGIT_BIAS, Treatment.refused("the provider refuses it"),
            Feature.PRESENCE_PENALTY, Treatment.dropped("there is none"),
            Feature.SEED, Treatment.dropped("there is none"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "MAX_TOKENS_ONLY|{ 'max_completion_tokens' : 5 , 'x':1.0}|{ 'max_tokens' : 5 , 'x':1.0}|",
                "MAX_TOKENS_ONLY|{'max_tokens':5, 'max_completion_tokens':5,'x':1}|{'max_tokens':5,'x':1}|",
                "MAX_COMPLETION_TOKENS_ONLY|{'a':[1, 2],'max_tokens':5}|{'a':[1, 2],'max_completion_tokens':5}|",
                "RANDOM_SEED|{'seed':12345678901234567890}|{'random_seed':12345678901234567890}|",
                "NO_STREAM_OPTIONS|{'stream':true,'stream_options':{'include_usage':true}}|{'stream':true}|stream_options emulated",
                "TOOL_CHOICE_ANY|{'tool_choice' : 'required'}|{'tool_choice' : 'any'}|",
                "TOOL_CHOICE_ANY|{'tool_choice':'auto'}|{'tool_choice':'auto'}|",
                "NO_DEVELOPER_ROLE|{'messages':[{'role': 'developer','content':'developer'},{'content':'x','role':'user'}]}|{'messages':[{'role': 'system','content':'developer'},{'content':'x','role':'user'}]}|",
                "NO_DEVELOPER_ROLE|{'messages':'developer'}|{'messages':'developer'}|",
                "STRICT_TURNS| {'seed':1 , 'x':2}| { 'x':2}|seed dropped",
                "STRICT_TURNS|{'x':2,'seed':1,'y':3,'presence_penalty':0.5}|{'x':2,'y':3}|seed dropped presence_penalty dropped",
                "STRICT_TURNS|{'seed':1}|{}|seed dropped",
                "STRICT_TURNS|{'n':1,'logprobs':false,'presence_penalty':0.0,'logit_bias':{},'x':'n'}|{'x':'n'}|",
                "STRICT_TURNS|{'n':null,'top_logprobs':0}|{}|",
                "STRICT_TURNS|{'frequency_penalty':0.5,'top_p':1e0}|{'frequency_penalty':0.5,'top_p':1e0}|",
                "STRICT_TURNS|{'max_completion_tokens':5}|{'max_completion_tokens':5}|",
                "MAX_TOKENS_ONLY|{'\\u006dax_completion_tokens':5}|{'max_tokens':5}|",
                "MAX_TOKENS_ONLY|no JSON|no JSON|",
            })
    void onlyWhatIsRefusedIsChanged(Quirk quirk, String body, String sent, String told) {
        RelayedRequest.Fitted fitted = RelayedRequest.fitted(json(body).getBytes(UTF_8), to(quirk), false);
        assertThat(new String(fitted.body(), UTF_8)).isEqualTo(json(sent));
        assertThat(fitted.losses().stream()
                        .map(loss -> loss.path() + " " + loss.way().name().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(told == null ? "" : told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{'logprobs':true}|logprobs", "{'n':2}|n", "{'logit_bias':{'1':2}}|logit_bias"})
    void whatChangesTheAnswerIsRefused(String body, String field) {
        assertThatThrownBy(() -> RelayedRequest.fitted(json(body).getBytes(UTF_8), to(Quirk.TOP_K), false))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.error().param()).contains(field);
                    assertThat(refused.error().status()).isEqualTo(400);
                });
    }

    @Test
    void strictMeansNothingIsLeftOut() {
        byte[] body = json("{'seed':1}").getBytes(UTF_8);
        assertThatThrownBy(() -> RelayedRequest.fitted(body, to(Quirk.TOP_K), true))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().param()).contains("seed"));
        byte[] nothing = json("{'presence_penalty':0}").getBytes(UTF_8);
        assertThat(RelayedRequest.fitted(nothing, to(Quirk.TOP_K), true).body())
                .asString()
                .isEqualTo("{}");
    }

    @Test
    void aProviderWithoutQuirksGetsTheSameBytes() {
        byte[] body = json("{'seed':1,'n':1}").getBytes(UTF_8);
        assertThat(RelayedRequest.fitted(body, Destination.of("m", "openai"), true)
                        .body())
                .isSameAs(body);
        byte[] other = json("{'x':1}").getBytes(UTF_8);
        assertThat(RelayedRequest.fitted(other, to(Quirk.values()), true).body())
                .isSameAs(other);
    }

    @Test
    void whatIsTakenByTheProviderIsNeverTouched() {
        Destination to = new Destination("m", "x", OptionalLong.empty(), Set.of(Quirk.values()), Map.of());
        String body = json(" \n{ 'n':2 ,'logprobs':true, 'seed' :7,\t'model':'m\\u00e9'} \n");
        RelayedRequest.Fitted fitted = RelayedRequest.fitted(body.getBytes(UTF_8), to, true);
        assertThat(fitted.body()).asString().isEqualTo(body.replace("\"seed\"", "\"random_seed\""));
        assertThat(fitted.losses()).extracting(Losses.Loss::path).isEmpty();
    }

    @Test
    void aSchemaNeedsATranslationWhereTheProviderTakesNone() {
        byte[] asks = json("{'a':1,'response_format':{'json_schema':{'schema':{}},'type':'json_schema'},'b':2}")
                .getBytes(UTF_8);
        byte[] asksNot = json("{'response_format':{'type':'json_object'},'type':'json_schema'}")
                .getBytes(UTF_8);
        Destination without = new Destination(
                "m",
                "x",
                OptionalLong.empty(),
                Set.of(),
                Map.of(Feature.JSON_SCHEMA, Treatment.emulated("it takes none")));
        assertThat(RelayedRequest.needsTranslation(asks, without)).isTrue();
        assertThat(RelayedRequest.needsTranslation(asksNot, without)).isFalse();
        assertThat(RelayedRequest.needsTranslation("[".getBytes(UTF_8), without))
                .isFalse();
        assertThat(RelayedRequest.needsTranslation(asks, to(Quirk.TOP_K))).isFalse();
    }

    private static Destination to(Quirk... quirks) {
        return new Destination(
                "m", "x", OptionalLong.empty(), Arrays.stream(quirks).collect(Collectors.toSet()), TREATMENTS);
    }
}
