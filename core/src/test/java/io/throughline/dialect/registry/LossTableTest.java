package io.throughline.dialect.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Treatment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tables of {@code docs/translation.md} are those by which requests are translated. After a change of theirs: {@code ./mvnw test -pl core -am
 * -Dtest=LossTableTest -Dthroughline.write-docs=true -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class LossTableTest {
    private static final String BEGIN = "<!-- tables: written by LossTableTest -->\n";
    private static final Path PAGE =
            Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."), "docs", "translation.md");

    @Test
    void thePageTellsTheTables() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).contains(BEGIN);
        String intro = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
        String written = intro + "\n" + tables();
        if (Boolean.getBoolean("throughline.write-docs")) {
            Files.writeString(PAGE, written);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(written);
    }

    @Test
    void everyFeatureHasATreatmentAtEveryTarget() {
        for (LossTable target : targets()) {
            assertThat(target.treatments().keySet()).as(target.dialect()).containsExactly(Feature.values());
            target.treatments().forEach((feature, treatment) -> {
                if (treatment.way() != Treatment.Way.MAPPED) {
                    assertThat(treatment.note())
                            .as(target.dialect() + " " + feature)
                            .isNotBlank();
                }
            });
        }
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        for (FieldTable client : clients()) {
            text.append("## Asked in `").append(client.dialect()).append("`\n\n| asked for | field |");
            targets()
                    .forEach(target ->
                            text.append(" to `").append(target.dialect()).append("` |"));
            text.append("\n|---|---|").append("---|".repeat(targets().size())).append('\n');
            client.paths()
                    .forEach((feature, path) -> text.append("| ")
                            .append(feature.label())
                            .append(" | `")
                            .append(path)
                            .append("` |")
                            .append(targets().stream()
                                    .map(target -> cell(client, target, feature))
                                    .collect(Collectors.joining()))
                            .append('\n'));
            text.append('\n');
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static String cell(FieldTable client, LossTable target, Feature feature) {
        if (client.dialect().equals(target.dialect())) {
            return " as it is |";
        }
        Treatment treatment = target.of(feature);
        String note = treatment.note().isEmpty() ? "" : ": " + treatment.note().replace("|", "\\|");
        return " " + treatment.way().name().toLowerCase(java.util.Locale.ROOT) + note + " |";
    }

    private static List<FieldTable> clients() {
        return Codecs.all().stream()
                .flatMap(codec -> codec.requests().stream())
                .map(reader -> reader.fields())
                .toList();
    }

    private static List<LossTable> targets() {
        return Codecs.all().stream()
                .flatMap(codec -> codec.outbound().stream())
                .map(writer -> writer.table())
                .toList();
    }
}
