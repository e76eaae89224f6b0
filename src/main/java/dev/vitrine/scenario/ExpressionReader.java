package dev.vitrine.scenario;

import dev.vitrine.history.TopicPartition;
import dev.vitrine.scenario.Expression.Argument;
import dev.vitrine.scenario.Expression.Operator;
import dev.vitrine.scenario.Value.Type;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Reads the language of facts:
///
/// ```text
/// condition  = part { "and" part }
/// part       = [ "not" ] term [ ( == | != | < | <= | > | >= | in ) term ]
/// term       = factor { ( + | - ) factor }
/// factor     = 12 | none | { 1, 2 } | name | function( … )
/// ```
///
/// Every name is looked up, every type is checked, so that what was read can be computed.
final class ExpressionReader {
    private static final int DIGITS_MAX = 15;

    private final String source;
    private final Json.At at;
    private final String text;
    private final Known known;
    private int position;

    /// @param at where the text begins in the file
    private ExpressionReader(String source, Json.At at, String text, Known known) {
        this.source = source;
        this.at = at;
        this.text = text;
        this.known = known;
    }

    /// Reads something that is true or false.
    static Expression condition(String source, Json.Str from, Known known) {
        return whole(source, from, known, Type.TRUTH);
    }

    /// Reads something of any type, as a `let` takes it.
    static Expression any(String source, Json.Str from, Known known) {
        ExpressionReader reader =
                new ExpressionReader(source, from.at().plus(1), from.text(), known);
        Expression read = reader.readCondition();
        reader.expectEnd();
        return read;
    }

    static Expression whole(String source, Json.Str from, Known known, Type type) {
        return whole(source, from.at().plus(1), from.text(), known, type);
    }

    static Expression whole(String source, Json.At at, String text, Known known, Type... types) {
        ExpressionReader reader = new ExpressionReader(source, at, text, known);
        Expression read = reader.readCondition();
        reader.expectEnd();
        if (!List.of(types).contains(read.type())) {
            throw reader.wrong(
                    0,
                    "\""
                            + text
                            + "\" is "
                            + read.type().words
                            + ", and here stands "
                            + List.of(types).stream()
                                    .map(type -> type.words)
                                    .collect(Collectors.joining(" or ")));
        }
        return read;
    }

    private Expression readCondition() {
        List<Expression> all = new ArrayList<>();
        int start = position;
        all.add(readPart());
        while (takeWord("and")) {
            all.add(readPart());
        }
        if (all.size() == 1) {
            return all.getFirst();
        }
        for (Expression each : all) {
            expectType(start, each, Type.TRUTH);
        }
        return new Expression.And(List.copyOf(all));
    }

    private Expression readPart() {
        skipBlanks();
        int start = position;
        if (takeWord("not")) {
            Expression what = readPart();
            expectType(start, what, Type.TRUTH);
            return new Expression.Not(what);
        }
        Expression left = readTerm();
        skipBlanks();
        int operatorAt = position;
        Optional<Operator> operator = takeOperator();
        if (operator.isEmpty()) {
            return left;
        }
        Expression right = readTerm();
        checkComparable(operatorAt, left, operator.get(), right);
        return new Expression.Comparison(left, operator.get(), right);
    }

    private void checkComparable(int where, Expression left, Operator operator, Expression right) {
        boolean numbers = left.type() == Type.NUMBER && right.type() == Type.NUMBER;
        boolean sets = left.type() == Type.NUMBERS && right.type() == Type.NUMBERS;
        boolean legal =
                switch (operator) {
                    case EQUAL, UNEQUAL -> numbers || sets;
                    case LESS, MORE, AT_LEAST, AT_MOST -> numbers;
                    case IN -> left.type() == Type.NUMBER && right.type() == Type.NUMBERS;
                };
        if (!legal) {
            throw wrong(
                    where,
                    left.type().words
                            + " cannot be compared with "
                            + right.type().words
                            + " by "
                            + operator.sign);
        }
    }

    private Optional<Operator> takeOperator() {
        for (Operator operator : Operator.values()) {
            if (operator == Operator.IN) {
                if (takeWord("in")) {
                    return Optional.of(operator);
                }
            } else if (take(operator.sign)) {
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }

    private Expression readTerm() {
        int start = position;
        Expression sum = readFactor();
        while (true) {
            boolean plus = take("+");
            if (!plus && !take("-")) {
                return sum;
            }
            expectType(start, sum, Type.NUMBER);
            int rightAt = position;
            Expression right = readFactor();
            expectType(rightAt, right, Type.NUMBER);
            sum = new Expression.Sum(sum, !plus, right);
        }
    }

    private Expression readFactor() {
        skipBlanks();
        int start = position;
        if (take("{")) {
            return readSet();
        }
        if (position < text.length() && Character.isDigit(text.charAt(position))) {
            return new Expression.Constant(Value.of(readNumber()), Type.NUMBER);
        }
        String word = readWord();
        if (word.isEmpty()) {
            String found =
                    position < text.length()
                            ? "\"" + text.charAt(position) + "\""
                            : "the end of \"" + text + "\"";
            throw wrong(start, "found " + found + " where a number, a name or a function stands");
        }
        if (take("(")) {
            return readCall(start, word);
        }
        if (word.equals("none")) {
            return new Expression.Constant(Value.of(Value.NONE), Type.NUMBER);
        }
        Type type = known.lets().get(word);
        if (type == null) {
            throw unknownName(start, word);
        }
        return new Expression.Named(word, type);
    }

    private ScenarioException unknownName(int where, String word) {
        List<String> names = new ArrayList<>(known.lets().keySet());
        names.addAll(Function.all());
        String so = known.lets().isEmpty() ? "none" : String.join(", ", known.lets().keySet());
        return wrong(
                where,
                "nothing is called \""
                        + word
                        + "\""
                        + Nearest.hint(word, names)
                        + " named by let so far: "
                        + so);
    }

    private Expression readSet() {
        SortedSet<Long> values = new TreeSet<>();
        if (!take("}")) {
            do {
                skipBlanks();
                values.add(readNumber());
            } while (take(","));
            expect("}");
        }
        return new Expression.Constant(
                new Value.Numbers(Collections.unmodifiableSortedSet(values)), Type.NUMBERS);
    }

    private long readNumber() {
        int start = position;
        while (position < text.length() && Character.isDigit(text.charAt(position))) {
            position++;
        }
        if (position == start || position - start > DIGITS_MAX) {
            throw wrong(start, "here stands a number of at most " + DIGITS_MAX + " digits");
        }
        return Long.parseLong(text.substring(start, position));
    }

    private Expression readCall(int start, String word) {
        List<Function> forms = Function.called(word);
        if (forms.isEmpty()) {
            throw wrong(
                    start,
                    "there is no function \""
                            + word
                            + "\""
                            + Nearest.hint(word, Function.all())
                            + " there are "
                            + String.join(", ", Function.all()));
        }
        // The forms of a function agree on their parameters as far as both have them, but that an
        // offset and a broker are read alike.
        Function longest = forms.getLast();
        List<Argument> arguments = new ArrayList<>();
        if (!take(")")) {
            do {
                if (arguments.size() == longest.parameters.size()) {
                    throw wrong(position, usage(forms));
                }
                arguments.add(readArgument(longest.parameters.get(arguments.size())));
            } while (take(","));
            expect(")");
        }
        Function form =
                Function.called(word, arguments.size())
                        .orElseThrow(() -> wrong(start, usage(forms)));
        return new Expression.Call(form, List.copyOf(arguments));
    }

    private static String usage(List<Function> forms) {
        return "it is written "
                + forms.stream().map(Function::usage).collect(Collectors.joining(" or "));
    }

    private Argument readArgument(Function.Parameter parameter) {
        skipBlanks();
        int start = position;
        if (!parameter.isName()) {
            Expression computed = readTerm();
            expectType(start, computed, parameter.type());
            checkBroker(start, parameter, computed);
            return new Argument.Computed(computed);
        }
        while (position < text.length() && ",() ".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        String name = text.substring(start, position);
        if (parameter == Function.Parameter.PARTITION) {
            return new Argument.OfPartition(partition(start, name));
        }
        Collection<String> names =
                switch (parameter) {
                    case TOPIC -> known.partitions().keySet();
                    case PRODUCER -> known.producers();
                    case CONSUMER -> known.consumers();
                    default -> known.groups();
                };
        if (!names.contains(name)) {
            throw wrong(
                    start,
                    "\""
                            + name
                            + "\" is not "
                            + parameter.words
                            + " of this scenario"
                            + Nearest.hint(name, names)
                            + " there "
                            + listed(names));
        }
        return new Argument.OfName(name);
    }

    private void checkBroker(int where, Function.Parameter parameter, Expression computed) {
        if (parameter == Function.Parameter.BROKER
                && computed instanceof Expression.Constant(Value.Number(long broker), Type _)
                && (broker < 1 || broker > known.brokers())) {
            throw wrong(
                    where, "there is no broker " + broker + "; there are 1 to " + known.brokers());
        }
    }

    private TopicPartition partition(int where, String name) {
        int dash = name.lastIndexOf('-');
        String topic = dash < 0 ? name : name.substring(0, dash);
        String number = dash < 0 ? "" : name.substring(dash + 1);
        Integer count = known.partitions().get(topic);
        if (number.matches("\\d{1,6}") && count != null && Integer.parseInt(number) < count) {
            return new TopicPartition(topic, Integer.parseInt(number));
        }
        List<String> names = new ArrayList<>();
        known.partitions().forEach((each, _) -> names.add(each + "-0"));
        throw wrong(
                where,
                "\""
                        + name
                        + "\" is not a partition of this scenario"
                        + Nearest.hint(name, names)
                        + " its topics and their partitions: "
                        + (known.partitions().isEmpty() ? "none" : known.partitions()));
    }

    static String listed(Collection<String> names) {
        return names.isEmpty() ? "are none" : "are " + String.join(", ", names);
    }

    // ---- characters ----------------------------------------------------------------------------

    private void expectType(int where, Expression found, Type type) {
        if (found.type() != type) {
            throw wrong(where, "this is " + found.type().words + ", and here stands " + type.words);
        }
    }

    private void expectEnd() {
        skipBlanks();
        if (position < text.length()) {
            String rest = text.substring(position);
            throw wrong(
                    position,
                    rest.startsWith("=")
                            ? "one compares with ==, not with ="
                            : "found \"" + rest + "\" after the end of a condition");
        }
    }

    private void expect(String sign) {
        if (!take(sign)) {
            throw wrong(position, "here stands \"" + sign + "\"");
        }
    }

    private boolean take(String sign) {
        skipBlanks();
        if (!text.startsWith(sign, position)) {
            return false;
        }
        position += sign.length();
        return true;
    }

    private boolean takeWord(String word) {
        skipBlanks();
        int end = position + word.length();
        if (!text.startsWith(word, position)
                || (end < text.length() && isWordPart(text.charAt(end)))) {
            return false;
        }
        position = end;
        return true;
    }

    private String readWord() {
        int start = position;
        while (position < text.length() && isWordPart(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private void skipBlanks() {
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
    }

    private ScenarioException wrong(int where, String sentence) {
        return new ScenarioException(source, at.plus(where), sentence);
    }
}
