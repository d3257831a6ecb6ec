# dns_cache: the DNS client's cache from WMI, else ipconfig by the shape of its blocks; its limits.
$dnsCacheState = 'unknown'
try {
    $dnsCacheService = Get-Service -Name Dnscache
    $dnsCacheState = [string]$dnsCacheService.Status
    if ((Get-FrameValue 'SYSTEM\CurrentControlSet\Services\Dnscache' 'Start') -eq 4) { $dnsCacheState = 'Stopped' }
} catch { }

if ($dnsCacheState -eq 'Stopped') {
    Write-FrameShut 'dns_cache' 'records' 'off' 'the service Dnscache does not run'
} else {
    $dnsCacheCame = Read-FrameEach { Read-FrameWmi 'root\StandardCimv2' 'select * from MSFT_DNSClientCache' } {
        (($_.Entry -replace $frameControl, '?'), ($_.Name -replace $frameControl, '?'), $_.Type, $_.Status, $_.TimeToLive, ($_.Data -replace $frameControl, '?')) -join "`t"
    }
    if ($dnsCacheState -eq 'unknown' -and -not $dnsCacheCame.Read -and -not $dnsCacheCame.Fault) {
        Write-FrameShut 'dns_cache' 'records' 'denied' 'no record, and no right to see whether the service runs'
    } else {
        Write-FrameCame 'dns_cache' 'records' 'MSFT_DNSClientCache' "$canaryName`t$canaryName`t28`t0`t1`t$canaryAddress" $dnsCacheCame
    }
    # A damaged WMI gives no row and no error: nothing is believed before ipconfig says it, too.
    if (-not $dnsCacheCame.Read) {
        try {
            $dnsCacheLines = @(Read-FrameProgram 'ipconfig.exe' @('/displaydns'))
            if (-not ($dnsCacheLines -match '\S')) { throw 'ipconfig printed nothing' }
            $dnsCacheRows = @([string]::Join("`n", @("    $canaryName", '    ----------------------------------------', "    . : $canaryName", '    . : 28', '    . : 1', '    . : 16', '    . : .', "    . : $canaryAddress")))
            $dnsCacheRows += $dnsCacheLines
            # ipconfig says the same of an empty cache as of a service that does not run.
            if ($dnsCacheState -eq 'unknown' -and -not ($dnsCacheLines -match '^\s*-{4,}\s*$')) {
                Write-FrameShut 'dns_cache' 'displaydns' 'denied' 'no record, and no right to see whether the service runs'
            } else {
                Write-FrameRows 'dns_cache' 'displaydns' 'ipconfig' $dnsCacheRows
            }
        } catch { Write-FrameFailure 'dns_cache' 'displaydns' $_ }
    }
}
# How long a record is kept at most, in seconds; 0 keeps none, and then an empty cache proves nothing.
try {
    $dnsCacheRows = @("$canaryName`t1")
    foreach ($dnsCacheLimit in @('MaxCacheTtl', 'MaxCacheEntryTtlLimit', 'MaxNegativeCacheTtl', 'NegativeCacheTime')) {
        $dnsCacheValue = Get-FrameValue 'SYSTEM\CurrentControlSet\Services\Dnscache\Parameters' $dnsCacheLimit
        if ($null -ne $dnsCacheValue) { $dnsCacheRows += "$dnsCacheLimit`t$dnsCacheValue" }
    }
    Write-FrameRows 'dns_cache' 'limits' 'Dnscache\Parameters' $dnsCacheRows
} catch { Write-FrameFailure 'dns_cache' 'limits' $_ }
