package io.throughline.sample;

import io.throughline.Throughline;
import io.throughline.sdk.ThroughlineOkHttpInterceptor;
import io.throughline.sdk.ThroughlineSdk;
import org.springframework.ai.openai.http.okhttp.OpenAiHttpClientBuilderCustomizer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application with Spring AI's starter, whose calls go through Throughline, in this process. */
@SpringBootApplication
class SpringAiApplication {
    public static void main(String[] args) {
        SpringApplication.run(SpringAiApplication.class, args);
    }

    /** Spring AI 2 calls OpenAI with OpenAI's SDK over OkHttp; this puts Throughline into it, for chat and embeddings alike. */
    @Bean
    OpenAiHttpClientBuilderCustomizer throughlineInOkHttp(Throughline throughline) {
        ThroughlineSdk sdk = ThroughlineSdk.of(throughline).agent("spring-ai");
        return client -> client.interceptor(ThroughlineOkHttpInterceptor.of(sdk));
    }
}
