package io.throughline.dialect.embeddings;

import static io.throughline.dialect.embeddings.Embedding.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.embeddings.EmbeddingRequest.Encoding;
import io.throughline.dialect.embeddings.EmbeddingRequest.Input;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every field has its place, and what is wrong is named. */
class EmbeddingRequestReaderTest {
    @Test
    void placesEveryField() {
        EmbeddingRequest read = request("{'model':'m','input':['a','b'],'encoding_format':'base64','dimensions':256,"
                + "'user':'u','truncate':{'a':[1.50]},'other':null}");
        assertThat(read.model()).isEqualTo("m");
        assertThat(read.inputs()).containsExactly(new Input.Text("a"), new Input.Text("b"));
        assertThat(read.encoding()).isEqualTo(Encoding.BASE64);
        assertThat(read.dimensions()).hasValue(256);
        assertThat(read.user()).contains("u");
        assertThat(read.further()).containsExactly(new Further(Feature.UNKNOWN_FIELD, "truncate", "{\"a\":[1.50]}"));
    }

    @Test
    void nullsCountAsAbsent() {
        EmbeddingRequest read =
                request("{'model':'m','input':'a','encoding_format':null,'dimensions':null,'user':null}");
        assertThat(read.encoding()).isEqualTo(Encoding.FLOAT);
        assertThat(read.dimensions()).isEmpty();
        assertThat(read.user()).isEmpty();
        assertThat(read.further()).isEmpty();
    }

    @Test
    void takesTextAndTokensAloneAndInArrays() {
        assertThat(request("{'model':'m','input':'a'}").inputs()).containsExactly(new Input.Text("a"));
        assertThat(request("{'model':'m','input':[1,2]}").inputs()).containsExactly(new Input.Tokens("[1,2]"));
        assertThat(request("{'model':'m','input':[[1,2],[]]}").inputs())
                .containsExactly(new Input.Tokens("[1,2]"), new Input.Tokens("[]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    {'model':'m'}                          | input
                    {'model':'m','input':[]}               | input
                    {'model':'m','input':{}}               | input
                    {'model':'m','input':['a',1]}          | input[1]
                    {'model':'m','input':['a',['b']]}      | input[1]
                    {'model':'m','input':[{}]}             | input[0]
                    {'model':'m','input':[[1],'a']}        | input[1]
                    {'model':'m','input':[[1],[1,'a']]}    | input[1]
                    {'model':'m','input':[1,'a']}          | input
                    {'model':'m','input':[1.5]}            | input
                    {'input':'a'}                          | model
                    {'model':1,'input':'a'}                | model
                    {'model':'m','input':'a','user':{}}    | user
                    {'model':'m','input':'a','dimensions':'9'}            | dimensions
                    {'model':'m','input':'a','dimensions':1e30}           | dimensions
                    {'model':'m','input':'a','encoding_format':'ubinary'} | encoding_format
                    []                                     | body
                    {'model'                               | body
                    """)
    void refusesWhatIsWrongAndNamesIt(String json, String field) {
        assertThatThrownBy(() -> request(json)).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.error().param()).contains(field);
            assertThat(refused.error().status()).isEqualTo(400);
        });
    }

    @Test
    void boundsTheInputs() {
        String many = "'a',".repeat(EmbeddingRequestReader.MOST_INPUTS) + "'a'";
        assertThatThrownBy(() -> request("{'model':'m','input':[" + many + "]}"))
                .hasMessageContaining("more than 2048");
    }
}
