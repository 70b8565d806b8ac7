package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.provider.Provider;
import io.throughline.provider.SigningSettings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VertexEntryTest {
    private static final Map<String, String> ENV =
            Map.of("GOOGLE_CLOUD_PROJECT", "acme-1", "GOOGLE_CLOUD_LOCATION", "us-central1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "region: europe-west4|https://europe-west4-aiplatform.googleapis.com/v1/projects/p-1/locations/europe-west4",
                "location: europe-west4|https://europe-west4-aiplatform.googleapis.com/v1/projects/p-1/locations/europe-west4",
                "region: global|https://aiplatform.googleapis.com/v1/projects/p-1/locations/global",
                "region: eu|https://aiplatform.eu.rep.googleapis.com/v1/projects/p-1/locations/eu",
                "region: eu, base-url: \"https://x.p.googleapis.com\"|https://x.p.googleapis.com/v1/projects/p-1/locations/eu",
                "region: eu, base-url: \"https://x.p.googleapis.com/a/\"|https://x.p.googleapis.com/a",
            })
    void projectAndRegionTellWhereItIs(String keys, String base) {
        Provider vertex = vertex("{project: p-1, " + keys + "}", Map.of());
        assertThat(vertex.baseUri()).hasToString(base);
        assertThat(vertex.family()).isEqualTo(Provider.Family.VERTEX);
        assertThat(vertex.auth()).isEqualTo(Provider.Auth.NONE);
        assertThat(vertex.signing()).contains(new SigningSettings.Google(Optional.empty()));
    }

    @Test
    void theEnvironmentTellsWhatTheEntryDoesNot() {
        assertThat(vertex("{}", ENV).baseUri())
                .hasToString("https://us-central1-aiplatform.googleapis.com/v1/projects/acme-1/locations/us-central1");
        assertThat(vertex("{project: p, region: global}", ENV).baseUri())
                .hasToString("https://aiplatform.googleapis.com/v1/projects/p/locations/global");
        assertThat(Configs.parse("", ENV).providers()).containsOnlyKeys("echo");
    }

    @Test
    void aKeyNeedsNoProject() {
        Provider express = vertex("{api-key: k, region: global}", Map.of());
        assertThat(express.baseUri()).hasToString("https://aiplatform.googleapis.com/v1");
        assertThat(express.auth()).isEqualTo(Provider.Auth.X_GOOG_API_KEY);
        assertThat(express.signing()).isEmpty();
        assertThat(vertex("{api-key: k}", ENV).baseUri().toString()).endsWith("/projects/acme-1/locations/us-central1");
    }

    @Test
    void credentialsAreAFileBesideTheConfiguration() {
        assertThat(vertex("{credentials: robot.json}", ENV).signing())
                .contains(new SigningSettings.Google(Optional.of("/etc/throughline/robot.json")));
    }

    @Test
    void anotherNameMaySpeakItToo() {
        Provider own = Configs.parse("providers: {own: {dialect: vertex, region: eu}}", ENV)
                .providers()
                .get("own");
        assertThat(own.family()).isEqualTo(Provider.Family.VERTEX);
        assertThat(own.baseUri().getPath()).isEqualTo("/v1/projects/acme-1/locations/eu");
    }

    @Test
    void tokensOfTheSurroundingsGoToGoogleAlone() {
        for (String url : new String[] {
            "https://evil.example/v1", "http://x.googleapis.com", "https://googleapis.com.evil.example"
        }) {
            assertThat(Configs.problems("providers: {vertex: {base-url: \"" + url + "\"}}", ENV))
                    .containsExactly("throughline.yaml:1: providers.vertex: needs the key \"credentials\": application"
                            + " default credentials are for Google's hosts alone, and base-url names another");
        }
        String told = "{base-url: \"http://gateway.example/v1\", credentials: robot.json}";
        assertThat(Configs.warnings(Configs.parse("providers: {vertex: " + told + "}", ENV)))
                .containsExactly("throughline.yaml:1: providers.vertex.base-url: the token goes over the network"
                        + " unencrypted; use https");
    }

    @Test
    void whatIsMissingOrWrongIsSaidOnce() {
        assertThat(Configs.problems("providers: {vertex: {}}"))
                .containsExactly(
                        "throughline.yaml:1: providers.vertex: needs the key \"project\", or the environment variable"
                                + " GOOGLE_CLOUD_PROJECT",
                        "throughline.yaml:1: providers.vertex: needs the key \"region\", or the environment variable"
                                + " GOOGLE_CLOUD_LOCATION");
        assertThat(Configs.problems("providers: {vertex: {project: a/b, region: EU}}", ENV))
                .containsExactly(
                        "throughline.yaml:1: providers.vertex.project: expected a project's id, found \"a/b\"",
                        "throughline.yaml:1: providers.vertex.region: expected a region such as europe-west4, or global,"
                                + " found \"EU\"");
        assertThat(Configs.problems("providers: {openai: {api-key: k, project: p}}"))
                .containsExactly("throughline.yaml:1: providers.openai.project: unknown key");
    }

    private static Provider vertex(String entry, Map<String, String> env) {
        return Configs.parse("providers: {vertex: " + entry + "}", env)
                .providers()
                .get("vertex");
    }
}
