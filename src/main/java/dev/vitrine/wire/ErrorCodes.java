package dev.vitrine.wire;

import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Message;
import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;

/// The error codes in a response, whichever API it is of: its own first, then those of its parts.
///
/// Kafka's generated classes have no reader by name, and kafka-clients' own count of errors belongs
/// to classes that need the bytes. So the places are found once for each class, by the one rule all
/// messages keep (`errorCode` and its like are 16-bit fields, parts are lists of messages), and are
/// read from then on. Produce and Fetch, which come by the thousand, are read without reflection.
public final class ErrorCodes {
    private static final ClassValue<Places> PLACES =
            new ClassValue<>() {
                @Override
                protected Places computeValue(Class<?> type) {
                    return Places.of(type);
                }
            };

    private ErrorCodes() {}

    /// The first error in a response, or `NONE`.
    public static Errors first(ApiMessage response) {
        return Errors.forCode(find(response, code -> code != Errors.NONE.code()));
    }

    /// Whether a response names this error anywhere. A request about many things may be refused for
    /// some of them with one error and for the rest with another.
    public static boolean has(ApiMessage response, Errors error) {
        return find(response, code -> code == error.code()) == error.code();
    }

    /// The first code that is wanted, or 0.
    private static short find(ApiMessage response, IntPredicate wanted) {
        return switch (response) {
            case ProduceResponseData produce -> find(produce, wanted);
            case FetchResponseData fetch -> find(fetch, wanted);
            default -> PLACES.get(response.getClass()).find(response, wanted);
        };
    }

    private static short find(ProduceResponseData produce, IntPredicate wanted) {
        for (var topic : produce.responses()) {
            for (var partition : topic.partitionResponses()) {
                if (wanted.test(partition.errorCode())) {
                    return partition.errorCode();
                }
            }
        }
        return 0;
    }

    private static short find(FetchResponseData fetch, IntPredicate wanted) {
        if (wanted.test(fetch.errorCode())) {
            return fetch.errorCode();
        }
        for (var topic : fetch.responses()) {
            for (var partition : topic.partitions()) {
                if (wanted.test(partition.errorCode())) {
                    return partition.errorCode();
                }
            }
        }
        return 0;
    }

    /// Where the messages of one class carry error codes, in the order of their fields' names.
    private record Places(List<Method> codes, List<Part> parts) {
        /// A field that holds a message or a collection of messages with error codes in them.
        private record Part(Method getter, Places places) {}

        static Places of(Class<?> type) {
            List<Method> codes = new ArrayList<>();
            List<Part> parts = new ArrayList<>();
            Field[] fields = type.getDeclaredFields();
            Arrays.sort(fields, Comparator.comparing(Field::getName));
            for (Field field : fields) {
                Class<?> part = messageOf(field.getGenericType());
                if (part != null) {
                    Places places = PLACES.get(part);
                    if (!places.codes.isEmpty() || !places.parts.isEmpty()) {
                        parts.add(new Part(getter(field), places));
                    }
                } else if (field.getType() == short.class
                        && (field.getName().equals("errorCode")
                                || field.getName().endsWith("ErrorCode"))) {
                    codes.add(getter(field));
                }
            }
            return new Places(List.copyOf(codes), List.copyOf(parts));
        }

        short find(Object message, IntPredicate wanted) {
            for (Method code : codes) {
                short found = (short) Objects.requireNonNull(read(code, message));
                if (wanted.test(found)) {
                    return found;
                }
            }
            for (Part part : parts) {
                Object value = read(part.getter, message);
                Collection<?> messages =
                        value instanceof Collection<?> many
                                ? many
                                : value == null ? List.of() : List.of(value);
                for (Object one : messages) {
                    short found = part.places.find(one, wanted);
                    if (found != 0) {
                        return found;
                    }
                }
            }
            return 0;
        }

        /// The class of the messages in a field of this type, or null when it holds none.
        private static @Nullable Class<?> messageOf(@Nullable Type type) {
            return switch (type) {
                case ParameterizedType generic
                        when generic.getRawType() instanceof Class<?> raw
                                && Collection.class.isAssignableFrom(raw) ->
                        messageOf(generic.getActualTypeArguments()[0]);
                case Class<?> plain when Message.class.isAssignableFrom(plain) -> plain;
                case Class<?> plain when Collection.class.isAssignableFrom(plain) ->
                        messageOf(plain.getGenericSuperclass());
                case null, default -> null;
            };
        }

        private static Method getter(Field field) {
            try {
                return field.getDeclaringClass().getMethod(field.getName());
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("a field of a message without its getter", e);
            }
        }

        private static @Nullable Object read(Method getter, Object message) {
            try {
                return getter.invoke(message);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a getter of a message that throws", e);
            }
        }
    }
}
