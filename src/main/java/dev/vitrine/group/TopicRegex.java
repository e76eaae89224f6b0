package dev.vitrine.group;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import org.apache.kafka.common.protocol.Errors;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The regular expressions that members subscribe by: those of RE2, which match in linear time
/// whatever a client sends.
final class TopicRegex {
    private TopicRegex() {}

    /// @throws GroupRefused INVALID_REGULAR_EXPRESSION, in RE2's words
    static void validate(String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new GroupRefused(
                    Errors.INVALID_REGULAR_EXPRESSION,
                    "SubscribedTopicRegex `"
                            + regex
                            + "` is not a valid regular expression: "
                            + e.getDescription()
                            + ".");
        }
    }

    /// What each expression matches of the topics there are, in whole.
    static SortedMap<String, ResolvedRegex> resolve(
            SortedSet<String> regexes, TopicCatalog catalog, long nowMs) {
        SortedMap<String, ResolvedRegex> resolved = new TreeMap<>();
        for (String regex : regexes) {
            SortedSet<String> topics = new TreeSet<>();
            try {
                Pattern pattern = Pattern.compile(regex);
                catalog.names().stream().filter(pattern::matches).forEach(topics::add);
            } catch (PatternSyntaxException e) {
                // Another version of RE2 took it when the member joined: it matches nothing here.
            }
            resolved.put(regex, new ResolvedRegex(topics, catalog.version(), nowMs));
        }
        return resolved;
    }
}
