package io.throughline.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.throughline.provider.Builtin;
import io.throughline.provider.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code secrets.json}: one object of strings, {@code {"openai": "…"}} or {@code {"openai_api_key": "…"}} or under the name of an
 * environment variable, in any case. Refused where other users could read or change it; a file system without such permissions is trusted.
 */
final class SecretsFile {
    private static final int LARGEST = 1 << 20;
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private final Place place;
    private final Problems problems;
    private final Map<String, String> keysByProvider = new HashMap<>();

    private SecretsFile(Path file, Problems problems) {
        this.file = file;
        this.place = Place.whole(file.toString());
        this.problems = problems;
    }

    /** Returns the keys by the names of providers; none where there is no such file. */
    static Map<String, String> read(Path file, Problems problems) {
        SecretsFile secrets = new SecretsFile(file, problems);
        if (Files.isRegularFile(file)) {
            secrets.read();
        }
        return secrets.keysByProvider;
    }

    private void read() {
        try {
            if (isOpenToOthers()) {
                problems.error(place, "other users can read or change it; allow its owner alone (chmod 600)");
                return;
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(LARGEST + 1);
            }
            if (bytes.length > LARGEST) {
                problems.error(place, "is longer than 1 MiB");
                return;
            }
            try (JsonParser json = new JsonFactory().createParser(bytes)) {
                object(json);
            }
        } catch (JsonProcessingException e) {
            // the parser's own message can hold a piece of the file
            problems.error(at(e.getLocation()), "is not JSON");
        } catch (IOException e) {
            problems.error(place, "can't be read");
        }
    }

    private boolean isOpenToOthers() throws IOException {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    private void object(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            problems.error(place, "expected an object such as {\"openai\": \"…\"}");
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            Place at = at(json.currentTokenLocation()).key(name);
            if (json.nextToken() == JsonToken.VALUE_STRING) {
                add(name, json.getText(), at);
            } else {
                problems.error(at, "expected a string");
                json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            problems.error(at(json.currentTokenLocation()), "expected nothing behind the object");
        }
    }

    private void add(String name, String key, Place at) {
        Optional<String> provider = provider(name.toLowerCase(Locale.ROOT));
        if (provider.isEmpty()) {
            problems.warn(at, "is the key of no provider that this version speaks to");
        } else if (keysByProvider.putIfAbsent(provider.get(), key) != null) {
            problems.error(at, "is a second key for " + provider.get());
        }
    }

    private static Optional<String> provider(String name) {
        return Catalogue.providers().stream()
                .filter(provider -> provider.need() != Builtin.KeyNeed.NONE)
                .filter(provider -> name.equals(provider.name())
                        || name.equals(provider.name() + "_api_key")
                        || provider.keyVariables().stream().anyMatch(name::equalsIgnoreCase))
                .map(Builtin::name)
                .findFirst();
    }

    private Place at(JsonLocation location) {
        return location == null ? place : place.at(location.getLineNr(), location.getColumnNr());
    }
}
