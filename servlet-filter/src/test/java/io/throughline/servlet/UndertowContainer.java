package io.throughline.servlet;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.net.InetSocketAddress;
import java.util.Map;

/** An embedded Undertow. */
final class UndertowContainer implements Container {
    private final Undertow undertow;
    private final DeploymentManager deployment;

    private UndertowContainer(Undertow undertow, DeploymentManager deployment) {
        this.undertow = undertow;
        this.deployment = deployment;
    }

    static Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(UndertowContainer.class.getClassLoader())
                .setDeploymentName("test")
                .setContextPath(contextPath.isEmpty() ? "/" : contextPath);
        filters.forEach((pattern, filter) -> {
            String name = "throughline" + pattern;
            info.addFilter(new FilterInfo(name, filter.getClass(), new ImmediateInstanceFactory<>(filter))
                    .setAsyncSupported(true));
            info.addFilterUrlMapping(name, pattern, DispatcherType.REQUEST);
        });
        DeploymentManager deployment = Servlets.newContainer().addDeployment(info);
        deployment.deploy();
        PathHandler paths = Handlers.path().addPrefixPath(info.getContextPath(), deployment.start());
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(2)
                .setWorkerThreads(threads)
                .setServerOption(UndertowOptions.IDLE_TIMEOUT, (int) IDLE.toMillis())
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setHandler(paths)
                .build();
        undertow.start();
        return new UndertowContainer(undertow, deployment);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() throws Exception {
        undertow.stop();
        deployment.stop();
        deployment.undeploy();
    }
}
