package dev.vitrine.recording;

import dev.vitrine.event.Event;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Events of any kind, filled by chance.
final class RandomEvents {
    private static final String[] WORDS = {"", "orders", "a b", "\"\\\n\t", "ünï", "\u0000", "😀"};

    private RandomEvents() {}

    static <T extends Event> T of(Class<T> kind, Random random) {
        return kind.cast(record(kind, random));
    }

    private static Object record(Class<?> type, Random random) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = value(components[i].getGenericType(), random);
            }
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type.toString(), e);
        }
    }

    private static Object value(Type type, Random random) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            int count = random.nextInt(4);
            if (generic.getRawType() == List.class) {
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    list.add(value(of[0], random));
                }
                return list;
            }
            if (generic.getRawType() == Map.class) {
                Map<Object, Object> map = new TreeMap<>();
                for (int i = 0; i < count; i++) {
                    map.put(value(of[0], random), value(of[1], random));
                }
                return map;
            }
            throw new AssertionError("no values of " + type);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == int.class || plain == Integer.class) {
            return random.nextBoolean() ? random.nextInt() : random.nextInt(-1, 5);
        }
        if (plain == long.class || plain == Long.class) {
            return random.nextBoolean() ? random.nextLong() : random.nextLong(-1, 5);
        }
        if (plain == boolean.class) {
            return random.nextBoolean();
        }
        if (plain == String.class) {
            return WORDS[random.nextInt(WORDS.length)];
        }
        if (plain.isEnum()) {
            return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
        }
        if (plain.isRecord()) {
            return record(plain, random);
        }
        throw new AssertionError("no values of " + type);
    }
}
