package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/// The tables say of every setting whether the engine honours it. They are held to that: it is
/// honoured when some room asks for it, or for a topic's setting that takes its default from it.
class HonouredSettingsTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of("target", "classes"));

    /// Who only checks settings, or passes them on.
    private static final List<String> NO_USE = List.of("NodeConfig", "ClusterConfig", "Cluster");

    @Test
    void whatIsAskedForIsMarkedAndWhatIsMarkedIsAskedFor() throws Exception {
        TreeSet<String> topics = asked(TopicSettings.class);
        TreeSet<String> groups = asked(GroupSettings.class);
        TreeSet<String> brokers = asked(BrokerSettings.class);
        brokers.addAll(originsOf(topics, TopicSettings.ALL.values()));
        brokers.addAll(originsOf(groups, GroupSettings.ALL.values()));

        assertThat(honoured(TopicSettings.ALL.values()))
                .as("the marks in topic.settings")
                .isEqualTo(topics);
        assertThat(honoured(GroupSettings.ALL.values()))
                .as("the marks in group.settings")
                .isEqualTo(groups);
        assertThat(honoured(BrokerSettings.ALL.values()))
                .as("the marks in broker.settings")
                .isEqualTo(brokers);
    }

    private static TreeSet<String> asked(Class<?> table) throws ReflectiveOperationException {
        TreeSet<String> names = new TreeSet<>();
        for (JavaClass room : CLASSES) {
            if (room.getPackageName().equals("dev.vitrine.config")
                    || NO_USE.contains(room.getSimpleName())) {
                continue;
            }
            for (JavaFieldAccess access : room.getFieldAccessesFromSelf()) {
                if (access.getTargetOwner().isEquivalentTo(table)
                        && access.getTarget().getRawType().isEquivalentTo(Setting.class)) {
                    Setting setting =
                            (Setting) table.getField(access.getTarget().getName()).get(null);
                    names.add(setting.name());
                }
            }
        }
        return names;
    }

    private static List<String> originsOf(TreeSet<String> names, Iterable<Setting> table) {
        TreeSet<String> origins = new TreeSet<>();
        for (Setting setting : table) {
            if (names.contains(setting.name())) {
                setting.origins().forEach(origin -> origins.add(origin.name()));
            }
        }
        return List.copyOf(origins);
    }

    private static TreeSet<String> honoured(Iterable<Setting> table) {
        TreeSet<String> names = new TreeSet<>();
        for (Setting setting : table) {
            if (setting.honoured()) {
                names.add(setting.name());
            }
        }
        return names;
    }
}
