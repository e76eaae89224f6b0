package dev.vitrine.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How a lesson went, as JSON:
///
/// ```text
/// { "scenario", "timings", "passed", "broken", "tookMs",
///   "facts": [ { "id", "fact", "when", "condition", "reached", "holds", "found",
///                "afterMs" } ] }
/// ```
public final class Report {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Report() {}

    /// Writes a report, and the folders above it.
    ///
    /// @throws IOException when the file cannot be written
    public static void write(Outcome outcome, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, MAPPER.writeValueAsString(json(outcome)) + "\n");
    }

    private static ObjectNode json(Outcome outcome) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("scenario", outcome.scenario());
        json.put("timings", outcome.timings().word());
        json.put("passed", outcome.passed());
        json.put("broken", outcome.broken());
        json.put("tookMs", outcome.tookMs());
        ArrayNode facts = json.putArray("facts");
        for (FactResult result : outcome.facts()) {
            Expectation fact = result.fact();
            facts.addObject()
                    .put("id", fact.id())
                    .put("fact", fact.words())
                    .put("when", fact.when().word())
                    .put("condition", fact.condition().toString())
                    .put("reached", result.reached())
                    .put("holds", result.holds())
                    .put("found", result.found())
                    .put("afterMs", result.afterMs());
        }
        return json;
    }
}
