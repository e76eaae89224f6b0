package dev.vitrine.controller;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.util.Objects;

/// How metadata records are JSON. Strict: a field that is missing, unknown or null where it must
/// not be is an error, for the log has one writer, and that is us. Only a [MetadataRecord.Rare] one
/// may be missing.
final class MetadataJson {
    private MetadataJson() {}

    static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .annotationIntrospector(new RequiredUnlessSaid())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private static final class RequiredUnlessSaid extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasRequiredMarker(AnnotatedMember member) {
            return Objects.requireNonNullElse(super.hasRequiredMarker(member), true);
        }
    }
}
