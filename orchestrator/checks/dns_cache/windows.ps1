# dns_cache
