package io.throughline.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;

/** Deploys the WAR to an embedded Tomcat, on this machine's own address alone. */
final class TomcatLauncher {
    private TomcatLauncher() {}

    public static void main(String[] args) throws Exception {
        start(Integer.parseInt(System.getenv().getOrDefault("SERVER_PORT", "8080")))
                .getServer()
                .await();
    }

    static Tomcat start(int port) throws IOException, LifecycleException {
        Path target = Path.of("target").toAbsolutePath();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(target.resolve("tomcat").toString());
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getHost()
                .setAppBase(Files.createDirectories(target.resolve("webapps")).toString());
        tomcat.setAddDefaultWebXmlToWebapp(false); // it wants JSP
        Context shop = tomcat.addWebapp("/shop", target.resolve("war-app.war").toString());
        Tomcat.addServlet(shop, "files", new DefaultServlet()).addMapping("/");
        shop.addWelcomeFile("index.html");
        tomcat.start();
        return tomcat;
    }
}
