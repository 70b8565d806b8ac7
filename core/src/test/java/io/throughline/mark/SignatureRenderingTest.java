package io.throughline.mark;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Secret;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.markdown.MarkdownRenderer;
import org.commonmark.renderer.text.TextContentRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Entities;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A signature behind an answer comes through a renderer of Markdown, through HTML and a copy of what is shown, and changes nothing that is seen. */
class SignatureRenderingTest {
    private static final Parser MARKDOWN = Parser.builder().build();
    private static final HtmlRenderer HTML = HtmlRenderer.builder().build();
    private static final InvisibleSignature SIGNATURES = new InvisibleSignature(Secret.of("a secret"));
    private static final SignedIds IDS =
            new SignedIds("0190163d-8694-739b-aea5-966c26f8ad91", "0190163d-8694-739b-aea5-966c26f8ad92");
    private static final String SIGNATURE = SIGNATURES.sign("acme", IDS);

    static List<String> answers() {
        return List.of(
                "Plain words.",
                "It is **strong**",
                "- one\n- two",
                "1. one\n2. two",
                "# A title",
                "> quoted",
                "See https://a.example/path?q=1",
                "See [there](https://a.example)",
                "Run `make`",
                "Code:\n\n```java\nint i = 1;\n```",
                "Code:\n\n    indented",
                "| a | b |\n|---|---|\n| 1 | 2 |",
                "A title\n===",
                "Words\n\n---",
                "An emoji \uD83D\uDC69\u200D\uD83D\uDCBB",
                "e\u0301",
                "a < b & c > \"d\"");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void markdownShowsTheSameAndKeepsIt(String answer) {
        String plain = HTML.render(MARKDOWN.parse(answer));
        String html = HTML.render(MARKDOWN.parse(signed(answer)));
        assertFound(html);
        assertThat(Jsoup.parse(seen(html)).text()).isEqualTo(Jsoup.parse(plain).text());
        assertThat(Jsoup.parse(seen(html))
                        .select("code, a, strong, li, h1, hr, blockquote")
                        .eachText())
                .isEqualTo(Jsoup.parse(plain)
                        .select("code, a, strong, li, h1, hr, blockquote")
                        .eachText());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void whatIsCopiedFromThePageHoldsIt(String answer) {
        Document page = Jsoup.parse(HTML.render(MARKDOWN.parse(signed(answer))));
        assertFound(page.wholeText());
        assertFound(page.text());
        assertFound(TextContentRenderer.builder().build().render(MARKDOWN.parse(signed(answer))));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void markdownThatIsWrittenAnewHoldsIt(String answer) {
        Node parsed = MARKDOWN.parse(signed(answer));
        assertFound(MarkdownRenderer.builder().build().render(parsed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xhtml", "base", "extended"})
    void htmlEscapedAndReadAgainIsTheSame(String mode) {
        String text = "a < b & \u00e9 " + SIGNATURE;
        for (String charset : List.of("UTF-8", "UTF-16", "US-ASCII")) {
            Document.OutputSettings settings = new Document.OutputSettings()
                    .escapeMode(Entities.EscapeMode.valueOf(mode))
                    .charset(charset);
            String escaped = Entities.escape(text, settings);
            assertThat(org.jsoup.parser.Parser.unescapeEntities(escaped, false)).isEqualTo(text);
            assertThat(Jsoup.parse("<p>" + escaped + "</p>").select("p").text()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "GB18030"})
    void encodingsOfUnicodeKeepIt(String charset) {
        Charset encoding = Charset.forName(charset);
        assertThat(encoding.decode(encoding.encode(CharBuffer.wrap(SIGNATURE))).toString())
                .isEqualTo(SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "US-ASCII", "windows-1252"})
    void encodingsOfLessLoseItWhole(String charset) {
        Charset encoding = Charset.forName(charset);
        String text = new String(("Words." + SIGNATURE).getBytes(encoding), encoding);
        assertThat(text).startsWith("Words.?");
        assertThat(ids(text)).isEmpty();
    }

    private static String signed(String answer) {
        return answer + TextEnd.of(answer).signed(SIGNATURE).replace("\\n", "\n");
    }

    /** What is seen: without what nobody sees. */
    private static String seen(String html) {
        return html.replaceAll("[\u2063\u2064\uFE00-\uFE0F\\x{E0100}-\\x{E01EF}]", "");
    }

    private static void assertFound(String text) {
        assertThat(ids(text)).as(text).containsExactly(IDS);
    }

    private static List<SignedIds> ids(String text) {
        String quoted =
                com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
        byte[] body = ("{\"messages\":[{\"role\":\"assistant\",\"content\":" + quoted + "}]}")
                .getBytes(StandardCharsets.UTF_8);
        return RequestCleaner.of(SIGNATURES, ToolStamp.FIELD)
                .clean("openai-chat", "acme", body)
                .signatures();
    }
}
