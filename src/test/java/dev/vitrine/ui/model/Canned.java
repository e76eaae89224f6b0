package dev.vitrine.ui.model;

import dev.vitrine.history.Subject;
import dev.vitrine.ui.gallery.Exhibit;
import dev.vitrine.ui.gallery.Exhibits;
import dev.vitrine.ui.model.Inspection.Detail;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// The gallery's states, as the window's model shows them.
final class Canned {
    private Canned() {}

    static Exhibit exhibit(String name) {
        return Exhibits.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// A model that was shown these, one after the other.
    static WindowModel showing(String... names) {
        WindowModel model = new WindowModel();
        model.begin(Map.of("min.insync.replicas", "2"));
        for (String name : names) {
            Exhibit exhibit = exhibit(name);
            model.show(exhibit.snapshot(), exhibit.nowMs());
        }
        return model;
    }

    static Inspection inspection(WindowModel model, @Nullable Subject subject) {
        model.selectionProperty().set(subject);
        return model.inspectionProperty().get();
    }

    /// Value and what is said beside it: `3 | was 2, epoch 4 → 5`.
    static String detail(Inspection inspection, String name) {
        for (Detail detail : inspection.details()) {
            if (detail.name().equals(name)) {
                return detail.more().isEmpty()
                        ? detail.value()
                        : detail.value() + " | " + detail.more();
            }
        }
        throw new AssertionError("no " + name + " in " + inspection.details());
    }
}
