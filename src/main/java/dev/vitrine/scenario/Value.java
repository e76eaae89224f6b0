package dev.vitrine.scenario;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What an expression comes to.
sealed interface Value {
    /// What an expression can come to, known before it is computed.
    enum Type {
        NUMBER("a number"),
        NUMBERS("a set of numbers"),
        TRUTH("true or false");

        final String words;

        Type(String words) {
            this.words = words;
        }
    }

    record Number(long value) implements Value {
        @Override
        public String toString() {
            return value == NONE ? "none" : Long.toString(value);
        }
    }

    record Numbers(SortedSet<Long> values) implements Value {
        static Numbers of(Collection<Integer> brokers) {
            SortedSet<Long> sorted = new TreeSet<>();
            brokers.forEach(broker -> sorted.add(broker.longValue()));
            return new Numbers(Collections.unmodifiableSortedSet(sorted));
        }

        @Override
        public String toString() {
            return values.stream().map(String::valueOf).collect(Collectors.joining(", ", "{", "}"));
        }
    }

    record Truth(boolean isTrue) implements Value {
        @Override
        public String toString() {
            return Boolean.toString(isTrue);
        }
    }

    /// It cannot be said now: the partition is not there yet, or has no leader to ask. Whatever is
    /// compared with it does not hold, and does not fail to hold.
    record Unknown() implements Value {
        @Override
        public String toString() {
            return "not known";
        }
    }

    /// The leader of a partition that has none.
    long NONE = -1;

    Value UNKNOWN = new Unknown();

    static Value of(long value) {
        return new Number(value);
    }

    static Value of(boolean value) {
        return new Truth(value);
    }
}
