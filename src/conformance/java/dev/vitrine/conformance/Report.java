package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The differences as pages for people: `target/conformance/AREA.md`, and beside each all that was
/// asked and what Kafka answered, as `AREA.txt`.
final class Report {
    static final Path FOLDER = Path.of("target/conformance");

    /// How many calls are shown of those that differ in the same place.
    private static final int SHOWN_MAX = 3;

    private static final int CHARS_MAX = 700;

    private Report() {}

    static Path write(String area, List<Difference> differences, String transcript)
            throws IOException {
        Map<String, List<Difference>> alike = new LinkedHashMap<>();
        for (Difference difference : differences) {
            alike.computeIfAbsent(
                            difference.script()
                                    + " "
                                    + api(difference)
                                    + " `"
                                    + difference.shape()
                                    + "`",
                            _ -> new ArrayList<>())
                    .add(difference);
        }
        StringBuilder page = new StringBuilder();
        page.append("# ").append(area).append(": ").append(differences.size());
        page.append(" differences in ").append(alike.size()).append(" places\n\n");
        page.append("Rerun this part: `mvn -q -Pconformance verify -Dtest='ConformanceTest'");
        page.append(" -Dconformance.only=").append(area).append("/`\n");
        alike.forEach((place, group) -> {
            page.append("\n## ").append(place).append(": ").append(group.size()).append("\n\n");
            group.stream().limit(SHOWN_MAX).forEach(difference -> show(page, difference));
            if (group.size() > SHOWN_MAX) {
                page.append("- and in: ");
                group.stream()
                        .skip(SHOWN_MAX)
                        .limit(40)
                        .forEach(more ->
                                page.append(more.call())
                                        .append(" (")
                                        .append(cut(json(more.kafka()), 60))
                                        .append(" ≠ ")
                                        .append(cut(json(more.vitrine()), 60))
                                        .append("); "));
                page.append('\n');
            }
        });
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve(area + ".txt"), transcript);
        return Files.writeString(FOLDER.resolve(area + ".md"), page);
    }

    private static String api(Difference difference) {
        return difference.call().replaceAll("[ ,].*", "");
    }

    private static void show(StringBuilder page, Difference difference) {
        page.append("- **").append(difference.call()).append("** at `").append(difference.path());
        page.append("`\n  - Kafka: `").append(cut(json(difference.kafka()), CHARS_MAX));
        page.append("`\n  - Vitrine: `").append(cut(json(difference.vitrine()), CHARS_MAX));
        page.append("`\n  - asked: `")
                .append(cut(json(difference.asked()), CHARS_MAX))
                .append("`\n");
    }

    private static String json(JsonNode node) {
        return node == null ? "" : node.toString();
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max) + "…";
    }
}
