package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A place where the answers differ.
///
/// @param call what was asked: `CreatePartitions v3, topics/0/count=-1`
/// @param path where in the answer: `/results/0/errorCode`
/// @param asked the request's body
record Difference(
        String area,
        String script,
        String call,
        String path,
        JsonNode kafka,
        JsonNode vitrine,
        JsonNode asked) {

    /// Where two answers differ, as paths.
    static List<String> paths(JsonNode kafka, JsonNode vitrine) {
        List<String> paths = new ArrayList<>();
        compare(kafka, vitrine, "", paths);
        return paths;
    }

    private static void compare(JsonNode kafka, JsonNode vitrine, String at, List<String> paths) {
        if (kafka.isObject() && vitrine.isObject()) {
            Set<String> names = new TreeSet<>();
            kafka.fieldNames().forEachRemaining(names::add);
            vitrine.fieldNames().forEachRemaining(names::add);
            if (kafka.has("closed") != vitrine.has("closed")
                    || kafka.has("silent") != vitrine.has("silent")) {
                paths.add(at);
                return;
            }
            for (String name : names) {
                compare(
                        kafka.path(name),
                        vitrine.path(name),
                        at + "/" + name.replace("~", "~0").replace("/", "~1"),
                        paths);
            }
        } else if (kafka.isArray() && vitrine.isArray() && kafka.size() == vitrine.size()) {
            for (int i = 0; i < kafka.size(); i++) {
                compare(kafka.get(i), vitrine.get(i), at + "/" + i, paths);
            }
        } else if (!kafka.equals(vitrine)) {
            paths.add(at);
        }
    }

    /// The path without positions and names of the run, by which differences are alike.
    String shape() {
        return shape(path);
    }

    static String shape(String path) {
        return path.replaceAll("/\\d+(?=/|$)", "/*")
                .replaceAll("\\[(\\d+|[^]]*(RUN|ONCE|#)[^]]*)]", "[*]");
    }
}
