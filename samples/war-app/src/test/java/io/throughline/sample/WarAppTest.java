package io.throughline.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged WAR in a Tomcat: its page, and the model behind it. */
class WarAppTest {
    private static Tomcat tomcat;

    @BeforeAll
    static void start() throws IOException, LifecycleException {
        tomcat = TomcatLauncher.start(0);
    }

    @AfterAll
    static void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void showsItsPage() throws Exception {
        assertThat(send(request("/shop/")).body()).contains("llm/v1/chat/completions");
    }

    @Test
    void asksTheModel() throws Exception {
        HttpResponse<String> answer = send(request("/shop/llm/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"model": "assistant", "stream": true, "messages": [{"role": "user", "content": "green coats"}]}""")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Throughline-Model")).isPresent();
        assertThat(answer.body()).contains("coats").contains("data: [DONE]");
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
