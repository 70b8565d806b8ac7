package io.throughline.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Block;
import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.StreamReader;
import io.throughline.wire.SseReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever comes, nothing breaks but the request or event that is broken. */
class GeminiDamageTest {
    private static final String CHUNK = "{'candidates':[{'content':{'parts':[{'text':'hm','thought':true},"
            + "{'functionCall':{'name':'f','willContinue':true}},{'functionCall':{'partialArgs':[{'jsonPath':'$.a[0].b',"
            + "'stringValue':'x'}]}},{'inlineData':{'mimeType':'image/png','data':'AA'}}],'role':'model'},'index':0,"
            + "'finishReason':'STOP','logprobsResult':{'chosenCandidates':[{'token':'a','logProbability':-0.1}]},"
            + "'groundingMetadata':{'groundingChunks':[{'web':{'uri':'u'}}],'groundingSupports':[{'segment':"
            + "{'startIndex':0,'endIndex':2},'groundingChunkIndices':[0]}]}}],'usageMetadata':{'promptTokenCount':1},"
            + "'error':null}";
    private static final String REQUEST = "{'contents':[{'role':'user','parts':[{'text':'hi'},{'inlineData':"
            + "{'mimeType':'image/png','data':'AA'}}]},{'role':'model','parts':[{'functionCall':{'name':'f','args':{}},"
            + "'thoughtSignature':'c2ln'}]},{'parts':[{'functionResponse':{'name':'f','response':{'result':1}}}]}],"
            + "'tools':[{'functionDeclarations':[{'name':'f','parameters':{'type':'OBJECT'}}]}],"
            + "'generationConfig':{'topK':1,'thinkingConfig':{'thinkingBudget':1}}}";

    @Test
    void aDamagedChunkIsReadOrIsUnreadable() {
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = damaged(CHUNK, random);
            assertThatCode(() -> {
                        try {
                            new GeminiDecoder(event -> {}).decode(null, damaged);
                        } catch (IOException unreadable) {
                            // as it may be
                        }
                    })
                    .as(new String(damaged, StandardCharsets.UTF_8))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aDamagedRequestIsReadOrRefused() {
        Random random = new Random(8);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = damaged(REQUEST, random);
            assertThatCode(() -> {
                        try {
                            GeminiRequestReader.whole("m").read(damaged);
                        } catch (RefusedException refused) {
                            assertThat(refused.error().param()).isPresent();
                        }
                    })
                    .as(new String(damaged, StandardCharsets.UTF_8))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    @Timeout(10)
    void hugeExponentsCostNothing() throws IOException {
        byte[] request = "{\"generationConfig\":{\"topK\":1e999999999}}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> GeminiRequestReader.whole("m").read(request)).isInstanceOf(RefusedException.class);
        String chunk = CHUNK.replace("'endIndex':2", "'endIndex':1e999999999");
        new GeminiDecoder(event -> {}).decode(null, chunk.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aStreamReadsTheSameWhereverItIsCut() {
        String sse = ("data: {'candidates':[{'content':{'parts':[{'text':'grüße 👋'}]}}]}\r\n\r\n"
                        + "data: {'candidates':[{'content':{'parts':[{'functionCall':{'name':'f'}}]},"
                        + "'finishReason':'STOP'}],'responseId':'r'}\r\n\r\n")
                .replace('\'', '"');
        byte[] bytes = sse.getBytes(StandardCharsets.UTF_8);
        Answer whole = read(bytes, bytes.length);
        assertThat(whole.choices().get(0).blocks())
                .containsExactly(new Block.Text("grüße 👋"), new Block.ToolCall("", "f", "{}"));
        for (int cut = 0; cut < bytes.length; cut++) {
            assertThat(read(bytes, cut)).isEqualTo(whole);
        }
    }

    @Test
    void aKeyThatGoogleDoesNotKnowIsNoFaultOfTheRequest() {
        String body = "{\"error\":{\"code\":400,\"message\":\"API key not valid.\",\"status\":\"INVALID_ARGUMENT\","
                + "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
                + "\"reason\":\"API_KEY_INVALID\"}]}}";
        assertThat(ErrorReader.read(400, body.getBytes(StandardCharsets.UTF_8)).kind())
                .isEqualTo(ModelError.Kind.AUTHENTICATION);
    }

    @Test
    void noTimeToWaitIsAZeroToo() {
        assertThat(new String(
                        new GeminiDialect().error(ModelError.of(ModelError.Kind.QUOTA, "x"), Duration.ZERO),
                        StandardCharsets.UTF_8))
                .contains("\"retryDelay\":\"0s\"");
    }

    private static Answer read(byte[] bytes, int cut) {
        StreamReader reader = AssembledStream.of(GeminiDecoder::new);
        SseReader events = new SseReader(1 << 20, reader::event);
        events.feed(ByteBuffer.wrap(bytes, 0, cut));
        events.feed(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
        events.finish();
        return reader.answer();
    }

    /** Takes bytes out, doubles some and puts other values in place of values. */
    private static byte[] damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text.replace('\'', '"'));
        String[] values = {"null", "1", "\"x\"", "[]", "{}", "true", "-1", "1.5", "\"\"", "[null]"};
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(damaged.length());
            int colon = damaged.indexOf(":", at);
            if (random.nextInt(4) > 0 && colon > 0) {
                int end = colon + 1;
                int depth = 0;
                while (end < damaged.length() && (depth > 0 || ",}]".indexOf(damaged.charAt(end)) < 0)) {
                    depth += "{[".indexOf(damaged.charAt(end)) >= 0
                            ? 1
                            : "}]".indexOf(damaged.charAt(end)) >= 0 ? -1 : 0;
                    end++;
                }
                damaged.replace(colon + 1, end, values[random.nextInt(values.length)]);
            } else {
                damaged.delete(at, Math.min(damaged.length(), at + 1 + random.nextInt(3)));
            }
        }
        return damaged.toString().getBytes(StandardCharsets.UTF_8);
    }
}
