package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The differences that are known and have a reason: `known-differences.json`.
final class Known {
    /// @param call which calls, as `AREA/SCRIPT/API vN, EDGE`
    /// @param path where in the answers
    /// @param why the reason, for people
    record Entry(String area, Pattern call, Pattern path, String why) {
        boolean covers(Difference difference) {
            return call.matcher(difference.script() + "/" + difference.call()).find()
                    && path.matcher(difference.path()).find()
                    && area.equals(difference.area());
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final Set<Integer> met = new TreeSet<>();

    Known() {
        for (JsonNode said : Tables.read("known-differences.json")) {
            entries.add(
                    new Entry(
                            said.path("area").asText(),
                            Pattern.compile(said.path("call").asText(".*")),
                            Pattern.compile(said.path("path").asText(".*")),
                            said.path("why").asText()));
        }
    }

    List<Entry> entries() {
        return entries;
    }

    /// The entry that a difference falls under.
    Optional<Entry> of(Difference difference) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).covers(difference)) {
                met.add(i);
                return Optional.of(entries.get(i));
            }
        }
        return Optional.empty();
    }

    /// The entries of these areas under which nothing fell.
    List<Entry> unmet(Set<String> areas) {
        List<Entry> unmet = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (!met.contains(i) && areas.contains(entries.get(i).area())) {
                unmet.add(entries.get(i));
            }
        }
        return unmet;
    }
}
