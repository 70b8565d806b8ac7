package io.throughline.spring.boot;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The build's own property for other tests begins as the configuration does: it is away while these run. */
final class HiddenBuildProperty implements BeforeAllCallback, AfterAllCallback {
    private static final String FIXTURES = "throughline.fixtures";

    private String fixtures;

    @Override
    public void beforeAll(ExtensionContext context) {
        fixtures = System.getProperty(FIXTURES);
        System.clearProperty(FIXTURES);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (fixtures != null) {
            System.setProperty(FIXTURES, fixtures);
        }
    }
}
