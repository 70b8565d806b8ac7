package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the files are seen, however they are made, and each is read once. */
class ConfigWatchTest {
    private static final String YAML = "providers: {openai: {api-key: %s}}\n";

    @TempDir
    private Path directory;

    private final List<ThroughlineConfig> taken = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    @Test
    void aChangeIsTakenWhenTwoLooksHaveSeenIt() throws IOException {
        Path file = write("throughline.yaml", YAML.formatted("one"));
        ConfigWatch watch = watch(file);
        watch.look();
        watch.look();
        assertThat(taken).isEmpty();

        Files.writeString(file, YAML.formatted("tw"));
        watch.look();
        Files.writeString(file, YAML.formatted("two"));
        watch.look();
        assertThat(taken).as("an editor is at it").isEmpty();
        watch.look();
        watch.look();
        watch.look();

        assertThat(keys()).containsExactly("two");
    }

    @Test
    void aFileThatIsRenamedIntoPlaceIsSeen() throws IOException {
        Path file = write("throughline.yaml", YAML.formatted("one"));
        ConfigWatch watch = watch(file);

        Path other = write("new", YAML.formatted("two"));
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        lookTwice(watch);

        assertThat(keys()).containsExactly("two");
    }

    /** As Kubernetes changes a mounted ConfigMap: the file is a link through a directory's link, and that one is swapped. */
    @Test
    void aLinkThatIsSwappedIsSeen() throws IOException {
        Files.createDirectories(directory.resolve("..v1"));
        Files.createDirectories(directory.resolve("..v2"));
        write("..v1/throughline.yaml", "providers: {openai: {api-key: \"${file:key}\"}}\n");
        write("..v2/throughline.yaml", "providers: {openai: {api-key: \"${file:key}\"}}\n");
        write("..v1/key", "one");
        write("..v2/key", "two");
        Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("..v1"));
        Path file = Files.createSymbolicLink(directory.resolve("throughline.yaml"), Path.of("..data/throughline.yaml"));
        Files.createSymbolicLink(directory.resolve("key"), Path.of("..data/key"));
        ConfigWatch watch = watch(file);

        Path swap = Files.createSymbolicLink(directory.resolve("..swap"), Path.of("..v2"));
        Files.move(swap, data, StandardCopyOption.ATOMIC_MOVE);
        lookTwice(watch);

        assertThat(keys()).containsExactly("two");
    }

    @Test
    void filesThatPlaceholdersAndPricesNameAreSeenToo() throws IOException {
        write("prices.txt", "[openai]\ngpt input=1\n");
        write("key", "one");
        Path file = write(
                "throughline.yaml", "providers: {openai: {api-key: \"${file:key}\"}}\nprices: {file: prices.txt}\n");
        ConfigWatch watch = watch(file);

        write("key", "two\n");
        lookTwice(watch);
        assertThat(keys()).containsExactly("two");

        write("prices.txt", "[openai]\ngpt input=2\n");
        lookTwice(watch);
        assertThat(taken).hasSize(2);
        assertThat(taken.get(1).prices()).isNotEqualTo(taken.get(0).prices());
    }

    @Test
    void keysOfTheHomeDirectoryAreSeenAlsoWhereThereWereNone() throws IOException {
        Path file = write("throughline.yaml", "server: {port: 1}\n");
        ConfigWatch watch = watch(file);
        Files.createDirectories(directory.resolve(".throughline"));
        Path secrets = write(".throughline/secrets.json", "{\"openai\": \"two\"}");
        if (Files.getFileStore(secrets).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(
                    secrets, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        }

        lookTwice(watch);

        assertThat(keys()).containsExactly("two");
    }

    @Test
    void whatIsWrongIsToldOnceAllOfItAndTheCureIsSeen() throws IOException {
        Path file = write("throughline.yaml", YAML.formatted("one"));
        ConfigWatch watch = watch(file);

        Files.writeString(file, "providers:\n  openai: {api-kye: two}\nserver: {prot: 1}\n");
        lookTwice(watch);
        lookTwice(watch);
        assertThat(taken).isEmpty();
        assertThat(refused).singleElement().asString().contains(":2: providers.openai.api-kye", ":3: server.prot");

        Files.writeString(file, YAML.formatted("two"));
        lookTwice(watch);
        assertThat(keys()).containsExactly("two");
    }

    @Test
    void aFileThatIsAwayForAMomentHarmsNobody() throws IOException {
        Path file = write("throughline.yaml", YAML.formatted("one"));
        ConfigWatch watch = watch(file);

        Files.delete(file);
        watch.look();
        Files.writeString(file, YAML.formatted("one"));
        lookTwice(watch);

        assertThat(taken).isEmpty();
        assertThat(refused).isEmpty();
    }

    @Test
    void looksByItselfUntilItIsClosed() throws Exception {
        Path file = write("throughline.yaml", YAML.formatted("one"));
        ConfigSource source = ConfigSource.file(file, env());
        source.load();
        BlockingQueue<ThroughlineConfig> seen = new LinkedBlockingQueue<>();
        try (ConfigWatch watch = ConfigWatch.start(source, Duration.ofMillis(5), seen::add, e -> {})) {
            Files.writeString(file, YAML.formatted("two"));
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isNotNull();
            watch.reload();
            assertThat(seen).hasSize(1);
        }
    }

    private ConfigWatch watch(Path file) {
        ConfigSource source = ConfigSource.file(file, env());
        source.load();
        return new ConfigWatch(source, taken::add, e -> refused.add(e.getMessage()));
    }

    private Map<String, String> env() {
        return Map.of("HOME", directory.toString());
    }

    private static void lookTwice(ConfigWatch watch) {
        watch.look();
        watch.look();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private List<String> keys() {
        return taken.stream()
                .map(config -> config.providers().get("openai").keys().get(0).secret())
                .map(Secret::reveal)
                .toList();
    }
}
