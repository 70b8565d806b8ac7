package io.throughline.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.ProxyRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RequestSignersTest {
    private static final SigningSettings AWS =
            new SigningSettings.Aws("bedrock", Optional.of("us-east-1"), Optional.empty(), Optional.empty());

    @Test
    void theFirstThatSignsIsTaken() {
        RequestSigner wrong = signer(false);
        RequestSigner right = signer(true);
        assertThat(RequestSigners.of(List.of(wrong, right)).of(AWS)).isSameAs(right);
    }

    @Test
    void aMissingLibraryIsNamed() {
        assertThatThrownBy(() -> RequestSigners.load().of(AWS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("io.throughline:throughline-clouds-aws");
    }

    private static RequestSigner signer(boolean signs) {
        return new RequestSigner() {
            @Override
            public boolean signs(SigningSettings settings) {
                return signs;
            }

            @Override
            public CompletionStage<ProxyRequest> sign(ProxyRequest request, SigningSettings settings) {
                return CompletableFuture.completedFuture(request);
            }
        };
    }
}
