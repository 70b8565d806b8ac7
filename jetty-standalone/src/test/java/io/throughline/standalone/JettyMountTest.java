package io.throughline.standalone;

import io.throughline.testkit.MountContract;
import java.net.URI;

/** The standalone keeps the contract of every mount. */
class JettyMountTest extends MountContract {
    private RunningServer server;

    @Override
    protected URI mount(String yaml) {
        server = RunningServer.with(yaml);
        return server.uri();
    }

    @Override
    protected void unmount() {
        server.close();
    }
}
