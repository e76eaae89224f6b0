package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The page about conformance says what the tables of the conformance run say. `mvn test
/// -Dtest=ConformancePageTest -Dconformance=write` writes it anew.
class ConformancePageTest {
    private static final Path PAGE = Path.of("src/docs/CONFORMANCE.md");
    private static final Path TABLES = Path.of("src/conformance/resources/conformance");

    @Test
    void thePageSaysWhatTheTablesSay() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("conformance"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("mvn test -Dtest=ConformancePageTest -Dconformance=write writes it anew")
                .hasContent(page);
    }

    @Test
    void everyDifferenceHasAReason() throws IOException {
        for (String table : List.of("known-differences.json", "normal.json")) {
            assertThat(read(table))
                    .allSatisfy(entry -> assertThat(entry.path("why").asText()).isNotEmpty());
        }
    }

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                # How Vitrine is held against Apache Kafka

                `mvn verify -Pconformance` fetches the server and the command-line tools of Apache Kafka, starts
                three brokers of it and three of Vitrine's, and asks both the same.

                Scripts in `src/conformance/resources/conformance` say what is asked. A call that a script marks
                is made in every version, and its request is varied mechanically: each field that Kafka's schema
                has, at each of its edges (null, empty, twice, unknown, too long, illegal, the smallest and the
                largest number), one at a time. Answers are compared field by field, messages for people
                included; a closed connection is an answer too. The test fails when there is a difference that
                the list below does not have, when an entry of that list no longer occurs, and when a version
                that Vitrine advertises was not asked for. Kafka's tools run against both as well, and must
                print the same and end with the same exit code.

                `target/conformance` has a report for each area, and all that was asked and answered.
                `-Dtest=ConformanceTest -Dconformance.only=fetch/` runs one area, `…=fetch/produce` scripts of
                it, `-Dtest=ToolsTest -Dconformance.only=topics` one table of tools. With
                `-Dconformance.kafka=HOST:PORT,HOST:PORT,HOST:PORT` the scripts ask brokers that run already.

                This page is made of the tables. Write it anew with
                `mvn test -Dtest=ConformancePageTest -Dconformance=write`.

                ## Known differences

                | area | where | why |
                |---|---|---|
                """);
        for (JsonNode entry : read("known-differences.json")) {
            String where = code(entry.path("call").asText());
            if (entry.has("path")) {
                where += " at " + code(entry.path("path").asText());
            }
            row(page, entry.path("area").asText(), where, entry.path("why").asText());
        }
        page.append(
                """

                ## What is made alike before it is compared

                | what | of | how | why |
                |---|---|---|---|
                """);
        for (JsonNode rule : read("normal.json")) {
            List<String> fields = new ArrayList<>();
            rule.path("fields").forEach(field -> fields.add(code(field.asText())));
            rule.path("settings").forEach(setting -> fields.add(code(setting.asText())));
            rule.path("texts").fieldNames().forEachRemaining(text -> fields.add(code(text)));
            row(
                    page,
                    String.join(", ", fields),
                    of(rule),
                    rule.has("texts") ? "to the same text" : how(rule.path("as").asText("set")),
                    rule.path("why").asText());
        }
        page.append(
                """

                Lists whose entries have names or ids are compared by these, because their order says nothing;
                the in-sync set is compared in order of its ids. Where a script lets the cluster place replicas,
                they are compared by their place in the list of replicas.
                """);
        return page.toString();
    }

    private static String of(JsonNode rule) {
        if (rule.has("settings")) {
            return "values of settings";
        }
        return rule.has("texts") ? "texts" : rule.path("api").asText("every API");
    }

    private static String how(String as) {
        return switch (as) {
            case "id" -> "named in the order of appearance";
            case "number" -> "unless 0";
            case "some" -> "unless negative";
            case "positive" -> "whether positive";
            case "now" -> "whether within the hour";
            case "port" -> "as the port of a node";
            case "set" -> "whether there is one";
            case "any" -> "not at all";
            default -> throw new IllegalArgumentException(as);
        };
    }

    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }

    private static void row(StringBuilder page, String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static JsonNode read(String table) throws IOException {
        return JsonMapper.builder()
                .enable(JsonParser.Feature.ALLOW_COMMENTS)
                .build()
                .readTree(Files.readString(TABLES.resolve(table)));
    }
}
