# proxy: proxies and PAC addresses of the machine and of every user whose hive is loaded.
$proxyKeys = @('Software\Microsoft\Windows\CurrentVersion\Internet Settings', 'Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings')

# The rows (key and value, text) of one hive; packed values as hexadecimal bytes behind a #.
function Get-ProxyRows($hive, $under) {
    foreach ($key in $proxyKeys) {
        $opened = $hive.OpenSubKey("$under$key")
        foreach ($name in @('ProxyEnable', 'ProxyServer', 'ProxyOverride', 'AutoConfigURL')) {
            if ($opened -and "$($opened.GetValue($name))") { "$under$key\$name`t" + ([string]$opened.GetValue($name) -replace $frameControl, ' ') }
        }
        foreach ($name in @('DefaultConnectionSettings', 'SavedLegacySettings', 'WinHttpSettings')) {
            $opened = $hive.OpenSubKey("$under$key\Connections")
            if ($opened -and $opened.GetValue($name) -is [byte[]]) { "$under$key\Connections\$name`t" + '#' + [BitConverter]::ToString($opened.GetValue($name)) }
        }
    }
}

$proxyMade = "made`thttp://$canaryName/ [$canaryAddress]:9"
try {
    Write-FrameRows 'proxy' 'machine' 'Internet Settings' (@($proxyMade) + @(Get-ProxyRows ([Microsoft.Win32.Registry]::LocalMachine) ''))
} catch { Write-FrameFailure 'proxy' 'machine' $_ }
Write-FrameUsers 'proxy' 'HKEY_USERS' $proxyMade 'Get-ProxyRows'
