# proxy: proxies and PAC addresses of the machine and of every user whose hive is loaded, by hand and
# by the policies of browsers; environment variables; ports that the machine itself passes on.
$proxyKeys = @('Software\Microsoft\Windows\CurrentVersion\Internet Settings', 'Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings')
$proxyBrowsers = @('Google\Chrome', 'Microsoft\Edge', 'Chromium', 'BraveSoftware\Brave', 'Mozilla\Firefox\Proxy')
$proxyPolicies = @('ProxyMode', 'ProxyServer', 'ProxyPacUrl', 'ProxyBypassList', 'ProxySettings', 'HTTPProxy', 'SSLProxy', 'SOCKSProxy', 'AutoConfigURL', 'DnsOverHttpsMode', 'DnsOverHttpsTemplates')
$proxyVariables = @('http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy', 'winhttp_proxy')

# A row (key and value, text) for each of the values that a key has.
function Get-ProxyValues($hive, $key, $names) {
    $opened = $hive.OpenSubKey($key)
    if ($opened) { foreach ($name in $names) { if ("$($opened.GetValue($name))") { "$key\$name`t" + ([string]$opened.GetValue($name) -replace $frameControl, ' ') } } }
}

# The rows of one hive; packed values as hexadecimal bytes behind a #.
function Get-ProxyRows($hive, $under) {
    foreach ($key in $proxyKeys) {
        Get-ProxyValues $hive "$under$key" @('ProxyEnable', 'ProxyServer', 'ProxyOverride', 'AutoConfigURL')
        foreach ($name in @('DefaultConnectionSettings', 'SavedLegacySettings', 'WinHttpSettings')) {
            $opened = $hive.OpenSubKey("$under$key\Connections")
            if ($opened -and $opened.GetValue($name) -is [byte[]]) { "$under$key\Connections\$name`t" + '#' + [BitConverter]::ToString($opened.GetValue($name)) }
        }
    }
    foreach ($browser in $proxyBrowsers) { Get-ProxyValues $hive "${under}Software\Policies\$browser" $proxyPolicies }
    if ($under) { Get-ProxyValues $hive "${under}Environment" $proxyVariables }
}

$proxyMade = "made`thttp://$canaryName/ [$canaryAddress]:9"
try {
    $proxyRows = @($proxyMade)
    $proxyRows += @(Get-ProxyRows ([Microsoft.Win32.Registry]::LocalMachine) '')
    $proxyRows += @(Get-ProxyValues ([Microsoft.Win32.Registry]::LocalMachine) 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment' $proxyVariables)
    Write-FrameRows 'proxy' 'machine' 'Internet Settings' @($proxyRows -match '\t')
} catch { Write-FrameFailure 'proxy' 'machine' $_ }
Write-FrameUsers 'proxy' 'HKEY_USERS' $proxyMade 'Get-ProxyRows'
try {
    $proxyRows = @($proxyMade)
    foreach ($proxyWay in @('v4tov4', 'v4tov6', 'v6tov4', 'v6tov6')) {
        $proxyKey = "SYSTEM\CurrentControlSet\Services\PortProxy\$proxyWay\tcp"
        $proxyOpened = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($proxyKey)
        if ($proxyOpened) { foreach ($proxyName in @($proxyOpened.GetValueNames())) { $proxyRows += "$proxyKey\$proxyName`t" + ([string]$proxyOpened.GetValue($proxyName) -replace $frameControl, ' ') } }
    }
    Write-FrameRows 'proxy' 'ports' 'PortProxy' $proxyRows
} catch { Write-FrameFailure 'proxy' 'ports' $_ }
