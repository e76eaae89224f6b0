import org.jspecify.annotations.NullMarked;

/// A Kafka cluster behind glass.
@NullMarked
module dev.vitrine {
    requires static org.jspecify;
    requires kafka.clients;
    requires re2j;
    requires org.slf4j;
    requires info.picocli;
    requires com.fasterxml.jackson.annotation;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires javafx.controls;
    requires javafx.fxml;
    requires org.controlsfx.controls;
    requires atlantafx.base;
    requires java.desktop;

    opens dev.vitrine.controller to
            com.fasterxml.jackson.databind;
    opens dev.vitrine.event to
            com.fasterxml.jackson.databind;
    opens dev.vitrine to
            info.picocli;
    opens dev.vitrine.ui to
            javafx.fxml,
            javafx.graphics;
    opens dev.vitrine.ui.panel to
            javafx.fxml;
    opens dev.vitrine.ui.gallery to
            javafx.graphics;
}
