package io.throughline.servlet;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ServletContainer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Undertow. */
class UndertowUndeployTest extends UndeployContract {
    private final ServletContainer container = Servlets.newContainer();
    private final PathHandler paths = Handlers.path();
    private Undertow undertow;

    @Override
    int port() {
        if (undertow == null) {
            undertow = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setIoThreads(2)
                    .setWorkerThreads(4)
                    .setHandler(paths)
                    .build();
            undertow.start();
        }
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    void deploy(String path, ClassLoader loader, Path config) throws Exception {
        Class<? extends Filter> filter =
                loader.loadClass(ThroughlineFilter.class.getName()).asSubclass(Filter.class);
        DeploymentInfo application = Servlets.deployment()
                .setClassLoader(loader)
                .setDeploymentName(path)
                .setContextPath(path)
                .addFilter(new FilterInfo("throughline", filter)
                        .setAsyncSupported(true)
                        .addInitParam("config", config.toString()))
                .addFilterUrlMapping("throughline", "/llm/*", DispatcherType.REQUEST);
        DeploymentManager manager = container.addDeployment(application);
        manager.deploy();
        paths.addPrefixPath(path, manager.start());
    }

    @Override
    void undeploy(String path) throws Exception {
        DeploymentManager manager = container.getDeployment(path);
        paths.removePrefixPath(path);
        manager.stop();
        manager.undeploy();
        container.removeDeployment(
                manager.getDeployment() == null
                        ? deployment(path)
                        : manager.getDeployment().getDeploymentInfo());
    }

    private static DeploymentInfo deployment(String path) {
        return Servlets.deployment()
                .setDeploymentName(path)
                .setContextPath(path)
                .setClassLoader(UndertowUndeployTest.class.getClassLoader());
    }

    @Override
    void stopContainer() {
        undertow.stop();
    }
}
