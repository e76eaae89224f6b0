package dev.vitrine.controller;

import java.util.List;

/// What the controller decided: the records that make it so, and what the asker hears once they are
/// committed.
record Decision<R>(List<MetadataRecord> records, R reply) {
    Decision {
        records = List.copyOf(records);
    }
}
