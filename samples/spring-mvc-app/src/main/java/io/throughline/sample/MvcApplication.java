package io.throughline.sample;

import io.throughline.Throughline;
import io.throughline.servlet.ThroughlineFilter;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** An application with a {@code RestClient}. What it asks models goes through Throughline, in this process. */
@SpringBootApplication
class MvcApplication {
    public static void main(String[] args) {
        SpringApplication.run(MvcApplication.class, args);
    }

    /** Lets other programs call models through this application, too. */
    @Bean
    FilterRegistrationBean<ThroughlineFilter> llm(Throughline throughline) {
        FilterRegistrationBean<ThroughlineFilter> filter = new FilterRegistrationBean<>(new ThroughlineFilter(throughline));
        filter.addUrlPatterns("/llm/*");
        return filter;
    }
}
