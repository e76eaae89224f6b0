package dev.vitrine.live;

import dev.vitrine.event.Event;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a node with a wrong clock tells, with the cluster's time in place of its own. Everything
/// else in an event stays.
final class Retold {
    private static final Map<Class<?>, Constructor<?>> CONSTRUCTORS = new ConcurrentHashMap<>();

    private Retold() {}

    static Event at(Event event, long atMs) {
        RecordComponent[] components = event.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                values[i] =
                        components[i].getName().equals("atMs")
                                ? Long.valueOf(atMs)
                                : components[i].getAccessor().invoke(event);
            }
            Object retold =
                    CONSTRUCTORS
                            .computeIfAbsent(event.getClass(), type -> canonical(type, components))
                            .newInstance(values);
            return (Event) retold;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("every event is a public record", e);
        }
    }

    private static Constructor<?> canonical(Class<?> type, RecordComponent[] components) {
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            return type.getConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every event is a public record", e);
        }
    }
}
