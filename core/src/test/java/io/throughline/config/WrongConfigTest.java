package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong files, and what is said of them. */
class WrongConfigTest {
    private static final String SHA256 = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @MethodSource("wrong")
    void saysWhatIsWrongAndWhere(String yaml, List<String> expected) {
        assertThat(Configs.problems(yaml)).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                // keys of the tree
                wrong("sever: {port: 1}", "1: sever: unknown key; did you mean \"server\"?"),
                wrong("\nserver:\n  prot: 80", "3: server.prot: unknown key; did you mean \"port\"?"),
                wrong("completely-else: 1", "1: completely-else: unknown key"),
                wrong(
                        "providers:\n  openai:\n    api-kye: a",
                        "2: providers.openai: needs the key \"api-key\", or the environment variable OPENAI_API_KEY",
                        "3: providers.openai.api-kye: unknown key; did you mean \"api-key\"?"),
                wrong("server: {port: 1}\nserver: {port: 2}", "2: server: is there twice: first on line 1"),
                wrong(
                        "server:\n  port: 1\n  host: localhost\n  port: 2",
                        "4: server.port: is there twice: first on line 2"),
                wrong("? [a, b]\n: 1", "1: expected a name as the key"),
                wrong("<<: {server: {port: 1}}", "1: \"<<\": unknown key"),
                wrong("\"a\\nb\": 1", "1: \"a?b\": unknown key"),
                // types
                wrong("server: 8080", "1: server: expected a mapping, found \"8080\""),
                wrong("server: [1]", "1: server: expected a mapping, found a list"),
                wrong("- server", "1: expected a mapping, found a list"),
                wrong("just words", "1: expected a mapping, found \"just words\""),
                wrong("server: {port: [1]}", "1: server.port: expected a single value, found a list"),
                wrong("server: {port: {a: 1}}", "1: server.port: expected a single value, found a mapping"),
                wrong("server: {port: }", "1: server.port: has no value"),
                wrong("keys: {name: a}", "1: keys: expected a list, found a mapping"),
                wrong("keys: [shop]", "1: keys[0]: expected a mapping, found \"shop\""),
                wrong("providers: [openai]", "1: providers: expected a mapping, found a list"),
                // numbers and units
                wrong(
                        "server: {port: http}",
                        "1: server.port: expected a whole number from 0 to 65535, found \"http\""),
                wrong(
                        "server: {port: 65536}",
                        "1: server.port: expected a whole number from 0 to 65535, found \"65536\""),
                wrong("server: {port: -1}", "1: server.port: expected a whole number from 0 to 65535, found \"-1\""),
                wrong(
                        "server: {port: 80.5}",
                        "1: server.port: expected a whole number from 0 to 65535, found \"80.5\""),
                wrong(
                        "server: {max-request-bytes: 32 mebi}",
                        "1: server.max-request-bytes: expected a number of bytes such as 32MiB, found \"32 mebi\""),
                wrong(
                        "server: {max-request-bytes: 999999999TiB}",
                        "1: server.max-request-bytes: expected a number of bytes such as 32MiB, found \"999999999TiB\""),
                wrong(
                        "server: {max-request-bytes: 1}",
                        "1: server.max-request-bytes: expected 1024 to 1073741824 bytes, found \"1\""),
                wrong(
                        "server: {max-concurrent: 0}",
                        "1: server.max-concurrent: expected a whole number from 1 to 1000000, found \"0\""),
                wrong(
                        "telemetry: {store: {retention: 90}}",
                        "1: telemetry.store.retention: expected a time such as 500ms, 15s, 10m, 2h or 90d, found \"90\""),
                wrong(
                        "telemetry: {store: {retention: 5s}}",
                        "1: telemetry.store.retention: expected a time from 3600s to 36500d"),
                // who may call
                wrong(
                        "server:\n  host: 0.0.0.0",
                        "2: server.host: anyone could call: other machines reach this address and \"keys\" is empty;"
                                + " add a key, or use 127.0.0.1"),
                wrong(
                        "server: {host: 127.0.0.1.example.com}\nkeys: []",
                        "1: server.host: anyone could call: other machines reach this address and \"keys\" is empty;"
                                + " add a key, or use 127.0.0.1"),
                wrong(
                        "server: {host: \"127.0.0.1:80\"}",
                        "1: server.host: expected a host name or an address, without a port, found \"127.0.0.1:80\""),
                wrong("keys: [{key: abcdefghijklmnop}]", "1: keys[0]: needs the key \"name\""),
                wrong("keys:\n  - name: shop", "2: keys[0]: needs the key \"key\" or \"key-sha256\""),
                wrong(
                        "keys:\n  - {name: shop, key: abcdefghijklmnop, key-sha256: " + SHA256 + "}",
                        "2: keys[0]: has both key and key-sha256"),
                wrong(
                        "keys:\n  - {name: shop, key-sha256: abc}",
                        "2: keys[0].key-sha256: expected the SHA-256 of the key as 64 hexadecimal digits"),
                wrong(
                        "keys:\n  - {name: shop, key: abcdefghijklmnop}\n  - {name: shop, key: bcdefghijklmnopq}",
                        "3: keys[1].name: another key has this name, on line 2"),
                wrong(
                        "keys:\n  - {name: shop, key: abcdefghijklmnop}\n  - {name: till, key: abcdefghijklmnop}",
                        "3: keys[1].key: the key \"shop\" has the same value"),
                wrong(
                        "keys:\n  - {name: shop, key: \"two words of a key\"}",
                        "2: keys[0].key: expected a key that an HTTP header can carry: no spaces, no line breaks, ASCII only"),
                wrong("keys:\n  - {name: shop, key: \"\"}", "2: keys[0].key: is empty"),
                wrong(
                        "keys:\n  - {name: my shop, key: abcdefghijklmnop}",
                        "2: keys[0].name: expected 1 to 128 letters, digits, dots, underscores, colons and hyphens,"
                                + " found \"my shop\""),
                wrong(
                        "keys:\n  - {name: shop, key: abcdefghijklmnop, scopes: [lm]}",
                        "2: keys[0].scopes[0]: expected one of llm, events, traces:read, no-trace, found \"lm\";"
                                + " did you mean \"llm\"?"),
                wrong(
                        "keys:\n  - {name: shop, key: abcdefghijklmnop, scopes: [trace:read]}",
                        "2: keys[0].scopes[0]: expected one of llm, events, traces:read, no-trace, found \"trace:read\";"
                                + " did you mean \"traces:read\"?"),
                wrong(
                        "keys:\n  - {name: shop, key: abcdefghijklmnop, models: []}",
                        "2: keys[0].models: is empty; leave it out for all models"),
                wrong(
                        "keys:\n  - {name: shop, key: abcdefghijklmnop, models: [\"gpt 4\"]}",
                        "2: keys[0].models[0]: expected a model such as openai/gpt-4o or openai/*, found \"gpt 4\""),
                wrong(
                        "keys:\n  - name: shop\n    key: abcdefghijklmnop\n    budget: {usd: 50, per: week}",
                        "4: keys[0].budget.per: expected one of hour, day, month, found \"week\""),
                wrong(
                        "keys:\n  - name: shop\n    key: abcdefghijklmnop\n    budget: {usd: -1, per: day}",
                        "4: keys[0].budget.usd: expected US dollars such as 50 or 0.25, to 1000000, found \"-1\""),
                wrong(
                        "keys:\n  - name: shop\n    key: abcdefghijklmnop\n    budget: {usd: 5, per: dy}",
                        "4: keys[0].budget.per: expected one of hour, day, month, found \"dy\"; did you mean \"day\"?"),
                wrong(
                        "keys:\n  - name: shop\n    key: abcdefghijklmnop\n    rate: {request: 600, tokens: 5}",
                        "4: keys[0].rate.request: unknown key; did you mean \"requests\"?"),
                wrong(
                        "keys:\n  - name: shop\n    key: abcdefghijklmnop\n    rate: {per: minute}",
                        "4: keys[0].rate: needs the key \"requests\" or \"tokens\""),
                wrong(
                        "limits: {on-outage: alow}",
                        "1: limits.on-outage: expected one of allow, refuse, found \"alow\"; did you mean \"allow\"?"),
                wrong(
                        "limits: {redis: {ur: a}}",
                        "1: limits.redis: needs the key \"uri\"",
                        "1: limits.redis.ur: unknown key; did you mean \"uri\"?"),
                wrong("cache: {tl: 5m}", "1: cache.tl: unknown key; did you mean \"ttl\"?"),
                // providers
                wrong(
                        "providers:\n  opnai: {api-key: a}",
                        "2: providers.opnai: is no built-in provider, so it needs the key \"dialect\" and the key"
                                + " \"base-url\"; did you mean \"openai\"?"),
                wrong(
                        "providers:\n  local: {base-url: http://127.0.0.1:9000/v1}",
                        "2: providers.local: is no built-in provider, so it needs the key \"dialect\""),
                wrong("providers:\n  local: {dialect: openai}", "2: providers.local: needs the key \"base-url\""),
                wrong(
                        "providers:\n  local: {dialect: opnai, base-url: http://127.0.0.1/v1}",
                        "2: providers.local.dialect: expected one of openai, openai-chat, openai-responses, anthropic, gemini, vertex, bedrock, cohere, ollama, echo, found \"opnai\";"
                                + " did you mean \"openai\"?"),
                wrong(
                        "providers:\n  bedrock: {region: everywhere}",
                        "2: providers.bedrock: needs the key \"region\", such as us-east-1, or the environment variable"
                                + " AWS_REGION"),
                wrong(
                        "providers:\n  a/b: {dialect: openai, base-url: http://127.0.0.1/v1}",
                        "2: providers.\"a/b\": a provider's name is 1 to 64 letters, digits, dots, underscores and hyphens"),
                wrong(
                        "providers:\n  azure: {api-key: abc}",
                        "2: providers.azure: needs the key \"base-url\", or the environment variable AZURE_OPENAI_ENDPOINT"),
                wrong(
                        "providers:\n  gemini: {}",
                        "2: providers.gemini: needs the key \"api-key\", or the environment variable GEMINI_API_KEY or"
                                + " GOOGLE_API_KEY"),
                wrong(
                        "providers:\n  openai: {api-key: a, api-keys: [{key: b}]}",
                        "2: providers.openai: has both api-key and api-keys"),
                wrong(
                        "providers:\n  openai: {api-keys: []}",
                        "2: providers.openai.api-keys: expected at least one key such as {key: …, weight: 2}"),
                wrong(
                        "providers:\n  openai: {api-keys: [{key: a, weight: 0}]}",
                        "2: providers.openai.api-keys[0].weight: expected a whole number from 1 to 1000, found \"0\""),
                wrong(
                        "providers:\n  openai: {api-keys: [{key: a}, {key: a}]}",
                        "2: providers.openai.api-keys[1]: another item has the same key"),
                wrong(
                        "providers:\n  openai: {api-keys: [{weight: 2}]}",
                        "2: providers.openai.api-keys[0]: needs the key \"key\""),
                wrong("providers:\n  echo: {api-key: a}", "2: providers.echo: takes no key"),
                wrong(
                        "providers:\n  echo: {base-url: http://127.0.0.1}",
                        "2: providers.echo.base-url: echo is in this process and has no address"),
                wrong(base("ftp://host/v1"), "2: providers.local.base-url: expected an http or https URL"),
                wrong(base("host/v1"), "2: providers.local.base-url: expected an http or https URL"),
                wrong(
                        base("\"http://ho st/v1\""),
                        "2: providers.local.base-url: expected a URL such as https://host/v1"),
                wrong(
                        base("https://bob:hunter2@host/v1"),
                        "2: providers.local.base-url: must not hold a user name or password; keys go into api-key"),
                wrong(
                        base("\"https://host/v1?key=abc\""),
                        "2: providers.local.base-url: must not hold a query or a fragment"),
                wrong(
                        base("https:///v1"),
                        "2: providers.local.base-url: has no valid host (letters, digits, dots and hyphens; underscores"
                                + " are not allowed)"),
                wrong(base("http://host:99999/v1"), "2: providers.local.base-url: has no valid port"),
                wrong(
                        "providers:\n  ollama: {http-version: 3}",
                        "2: providers.ollama.http-version: expected one of 1.1, 2, found \"3\""),
                wrong(
                        "providers:\n  ollama: {forward-headers: [Cookie]}",
                        "2: providers.ollama.forward-headers[0]: is never forwarded"),
                wrong(
                        "providers:\n  ollama: {forward-headers: [\"a b\"]}",
                        "2: providers.ollama.forward-headers[0]: expected the name of a header, found \"a b\""),
                wrong(
                        "providers:\n  ollama: {models: [a b]}",
                        "2: providers.ollama.models[0]: expected a model's name, found \"a b\""),
                wrong(
                        "providers:\n  anthropic: {api-key: abc, api-version: 2023-06-01}",
                        "2: providers.anthropic.api-version: only a provider of the dialect openai takes a version"),
                // telemetry
                wrong(
                        "telemetry: {content: redacted}",
                        "1: telemetry.content: this version does not redact; use none, or all of the content would be kept"),
                wrong(
                        "telemetry: {content: ful}",
                        "1: telemetry.content: expected one of full, none, found \"ful\"; did you mean \"full\"?"),
                wrong(
                        "telemetry: {queue: 0}",
                        "1: telemetry.queue: expected a whole number from 1 to 1000000, found \"0\""),
                wrong("telemetry: {redis: {}}", "1: telemetry.redis: needs the key \"uri\""),
                wrong(
                        "telemetry: {redis: {uri: http://127.0.0.1}}",
                        "1: telemetry.redis.uri: expected a URI such as redis://host:6379 or rediss://host:6379"),
                wrong(
                        "telemetry: {redis: {uri: redis://127.0.0.1, max-length: many}}",
                        "1: telemetry.redis.max-length: expected a whole number from 1 to 1000000000, found \"many\""),
                wrong("telemetry: {jsonl: }", "1: telemetry.jsonl: needs the key \"path\""),
                wrong("telemetry: {jsonl: {path: \"\"}}", "1: telemetry.jsonl.path: expected a path, found \"\""),
                wrong("telemetry: {log: 5}", "1: telemetry.log: expected a mapping, found \"5\""),
                wrong("telemetry: {log: {level: 5}}", "1: telemetry.log.level: unknown key"),
                // placeholders
                wrong("server:\n  port: ${PORT}", "2: server.port: the environment variable PORT is not set"),
                wrong(
                        "server: {port: \"${PORT:many}\"}",
                        "1: server.port: expected a whole number from 0 to 65535, found what a placeholder holds"),
                wrong(
                        "server: {host: \"${HOST\"}",
                        "1: server.host: \"${\" without its \"}\"; write \"$${\" for the characters themselves"),
                wrong(
                        "server: {host: \"${a b}\"}",
                        "1: server.host: a placeholder is ${NAME}, ${NAME:default} or ${file:path}, and this one's name"
                                + " is none"),
                wrong(
                        "server: {host: \"${file:/does/not/exist}\"}",
                        "1: server.host: there is no file \"/does/not/exist\""),
                // YAML itself
                wrong("server: {port: 1", "1: is not YAML: expected ',' or '}', but got <stream end>"),
                wrong(
                        "server:\n\tport: 1",
                        "2: is not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"),
                wrong("a: b: c", "1: is not YAML: mapping values are not allowed here"),
                wrong("server: *port", "1: is not YAML: a value that begins with * needs quotes"),
                wrong("server: !!java.io.File [x]", "1: is not YAML: a value that begins with ! needs quotes"),
                wrong("server:\n  host: !secret", "2: server.host: begins with !, which needs quotes"),
                wrong("server: {port: 1}\n---\nserver: {}", "3: expected one document, another begins here"),
                wrong("a: 1\nb: \"\u0000\"", "2: holds a character that YAML does not allow"));
    }

    private static String base(String url) {
        return "providers:\n  local: {dialect: openai, base-url: " + url + "}";
    }

    private static Arguments wrong(String yaml, String... problems) {
        return arguments(
                yaml,
                Stream.of(problems)
                        .map(problem -> "throughline.yaml:" + problem)
                        .toList());
    }
}
