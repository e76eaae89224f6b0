package dev.vitrine.scenario;

import dev.vitrine.fault.Fault;
import dev.vitrine.fault.FaultSyntaxException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The words of a fault with brokers that are known only when it happens: `hold FETCH
/// followers(orders-0)->leader(orders-0)`.
public final class FaultTemplate {
    /// Faults that one line may become.
    private static final int FAULTS_MAX = 100;

    /// `50..300`, `-5000`, `#17`, `orders-0`
    private static final Pattern PLAIN =
            Pattern.compile("\\d+\\.\\.\\d+|-\\d+|#\\d+|[\\w.-]+-\\d+");

    /// Verbs whose last word is a measure, not a node.
    private static final Set<String> MEASURED = Set.of("delay", "slow-disk", "skew");

    /// Verbs after which an API may stand.
    private static final Set<String> ROUTED =
            Set.of("hold", "release", "deliver", "swallow", "drop", "delay");

    private final String text;
    private final List<Part> parts;

    private sealed interface Part {
        record Word(String text) implements Part {}

        record Node(Expression expression) implements Part {}
    }

    private FaultTemplate(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    /// @throws ScenarioException when it is no fault, or names what is not there
    static FaultTemplate read(String source, Json.Str from, Known known) {
        List<Part> parts = new ArrayList<>();
        String text = from.text();
        int position = 0;
        String verb = "";
        while (position < text.length()) {
            int end = endOfPart(text, position);
            String word = text.substring(position, end);
            if (word.isBlank() || word.equals("->")) {
                parts.add(new Part.Word(word.isBlank() ? " " : word));
            } else if (verb.isEmpty()) {
                parts.add(new Part.Word(word));
                verb = word;
            } else if (isPlain(word)
                    || MEASURED.contains(verb) && end == text.length()
                    || ROUTED.contains(verb) && parts.size() == 2 && !isEnd(text, end)) {
                parts.add(new Part.Word(word));
            } else {
                Expression node =
                        ExpressionReader.whole(
                                source,
                                from.at().plus(1 + position),
                                word,
                                known,
                                Value.Type.NUMBER,
                                Value.Type.NUMBERS);
                parts.add(new Part.Node(node));
            }
            position = end;
        }
        FaultTemplate template = new FaultTemplate(text, List.copyOf(parts));
        template.check(source, from, known);
        return template;
    }

    /// Whether what stood before this position is an end of a link.
    private static boolean isEnd(String text, int position) {
        return text.substring(position).stripLeading().startsWith("->");
    }

    /// Words that name no node: other ends of links, Kafka's APIs, spans of time, numbers of
    /// frames, partitions.
    private static boolean isPlain(String word) {
        return word.equals("clients")
                || word.equals("any")
                || word.equals("controller")
                || Fault.isApi(word)
                || PLAIN.matcher(word).matches();
    }

    /// Up to the next blank or arrow outside of parentheses.
    private static int endOfPart(String text, int start) {
        if (text.startsWith("->", start)) {
            return start + 2;
        }
        if (text.charAt(start) == ' ') {
            int end = start;
            while (end < text.length() && text.charAt(end) == ' ') {
                end++;
            }
            return end;
        }
        int depth = 0;
        int end = start;
        while (end < text.length()) {
            char c = text.charAt(end);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth <= 0 && (c == ' ' || text.startsWith("->", end))) {
                break;
            }
            end++;
        }
        return end;
    }

    /// Reads it with nodes that differ in the places of expressions.
    private void check(String source, Json.Str from, Known known) {
        StringBuilder words = new StringBuilder();
        int node = Fault.NODE_MAX;
        for (Part part : parts) {
            switch (part) {
                case Part.Word(String word) -> words.append(word);
                case Part.Node(Expression.Constant(Value.Number(long id), Value.Type _)) -> {
                    if (id < 1 || id > known.brokers()) {
                        throw new ScenarioException(
                                source,
                                from.at(),
                                "there is no broker " + id + "; there are 1 to " + known.brokers());
                    }
                    words.append(id);
                }
                case Part.Node _ -> words.append(node--);
            }
        }
        try {
            Fault.parse(words.toString());
        } catch (FaultSyntaxException e) {
            throw new ScenarioException(source, from.at(), String.valueOf(e.getMessage()));
        }
    }

    /// The faults that it now means; empty when a broker that it names is not known now.
    Optional<List<Fault>> faults(Facts facts) {
        List<String> lines = List.of("");
        for (Part part : parts) {
            List<String> longer = new ArrayList<>();
            for (String end : endings(part, facts)) {
                lines.forEach(line -> longer.add(line + end));
            }
            if (longer.isEmpty() || longer.size() > FAULTS_MAX) {
                return Optional.empty();
            }
            lines = longer;
        }
        return Optional.of(lines.stream().map(Fault::parse).toList());
    }

    private static List<String> endings(Part part, Facts facts) {
        return switch (part) {
            case Part.Word(String word) -> List.of(word);
            case Part.Node(Expression expression) ->
                    switch (facts.value(expression)) {
                        case Value.Number(long id) ->
                                id == Value.NONE ? List.of() : List.of(Long.toString(id));
                        case Value.Numbers(var ids) -> ids.stream().map(String::valueOf).toList();
                        default -> List.of();
                    };
        };
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FaultTemplate template && template.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
